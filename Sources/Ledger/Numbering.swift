internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The ledger's numbers for collections and routes; new ones get the next, which a dry run only pretends.
final class Numbering {
    private var collections: [String: (id: Int, signature: String?)] = [:]
    private var numbered: [RouteIdentity: Int] = [:]
    private var unsaved: Set<RouteIdentity> = []

    init(_ session: Session) throws {
        let rows = try session.rows(
            """
            SELECT id, NULL, name, signature FROM freshen.collection
            UNION ALL SELECT id, kind, text, nullif(next, '') FROM freshen.route
            """)
        for row in rows {
            guard let id = row.int(0), let text = row[2] else { continue }
            if let kind = row[1].flatMap(RouteIdentity.Kind.init) {
                numbered[RouteIdentity(kind: kind, text: text, next: row[3])] = id
            } else {
                collections[text] = (id, row[3])
            }
        }
    }

    func id(of collection: String) -> Int {
        if let known = collections[collection] { return known.id }
        let new = (collections.values.map(\.id).max() ?? 0) + 1
        collections[collection] = (new, nil)
        return new
    }

    /// What the collection was last compared with; nil: never.
    func signature(of collection: String) -> String? {
        collections[collection]?.signature
    }

    func id(of route: RouteIdentity) -> Int {
        if let known = numbered[route] { return known }
        let new = (numbered.values.max() ?? 0) + 1
        numbered[route] = new
        unsaved.insert(route)
        return new
    }

    /// Every route, those of `source` among them.
    func routes(with source: ItemSource) -> [NumberedRoute] {
        source.routes.forEach { _ = id(of: $0) }
        return all
    }

    var all: [NumberedRoute] {
        numbered.map { NumberedRoute(id: $0.value, identity: $0.key) }.sorted { $0.id < $1.id }
    }

    /// Collections of the ledger that the file does not name any more.
    func removed(_ sources: [ItemSource]) -> [(id: Int, name: String)] {
        let names = Set(sources.map(\.name))
        return collections.filter { !names.contains($0.key) }.map { ($0.value.id, $0.key) }.sorted { $0.id < $1.id }
    }

    /// Writes down the numbers that `source` uses, and what it is compared with from now on.
    func record(_ source: ItemSource, _ session: Session) throws {
        _ = routes(with: source)
        for route in unsaved {
            try session.run(
                """
                INSERT INTO freshen.route (id, kind, text, next) VALUES (\(number: id(of: route)),
                  \(bind: route.kind.rawValue), \(bind: route.text), \(bind: route.next ?? ""))
                """)
        }
        unsaved = []
        guard signature(of: source.name) != source.signature else { return }
        try session.run(
            """
            INSERT INTO freshen.collection (id, name, signature)
            VALUES (\(number: id(of: source.name)), \(bind: source.name), \(bind: source.signature))
            ON CONFLICT (id) DO UPDATE SET signature = excluded.signature
            """)
    }
}
