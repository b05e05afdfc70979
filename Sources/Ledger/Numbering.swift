internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The ledger's numbers of collections and routes.
///
/// A new collection or route is assigned the next number, which a dry run does not store.
final class Numbering {
    private var collections: [String: (number: Int, signature: Signature?)] = [:]
    private var routes: [RouteIdentity: Int] = [:]
    private var unsaved: Set<RouteIdentity> = []

    init(_ session: Session) throws {
        let rows = try session.rows(
            """
            SELECT id, NULL AS kind, name AS text, NULL AS next, NULL AS query, NULL AS targets, signature
            FROM freshen.collection
            UNION ALL SELECT id, kind, text, nullif(next, ''), query, to_jsonb(targets), NULL FROM freshen.route
            """)
        for row in rows {
            let (id, text) = (try row.int("id"), try row.text("text"))
            guard let name = row["kind"] else {
                collections[text] = (id, Signature(text: try row.text("signature")))
                continue
            }
            guard let kind = RouteIdentity.Kind(rawValue: name) else {
                throw Failure(.bug, "the ledger holds a route of the unknown kind \(name)")
            }
            let identity = RouteIdentity(
                kind: kind, text: text, next: row["next"], query: row["query"] ?? "",
                targets: try row.json("targets", as: [String].self))
            routes[identity] = id
        }
    }

    /// The number of a collection; a new one is assigned if it has none.
    func number(of collection: String) -> Int {
        if let known = collections[collection] { return known.number }
        let new = (collections.values.map(\.number).max() ?? 0) + 1
        collections[collection] = (new, nil)
        return new
    }

    /// A collection with its number; for a nil name all of them.
    func collections(_ name: String?) -> [(name: String, number: Int)] {
        guard let name else { return collections.map { ($0.key, $0.value.number) }.sorted { $0.1 < $1.1 } }
        return [(name, number(of: name))]
    }

    /// `ItemSource.signature` at the last comparison; nil: there was none.
    func signature(of collection: String) -> Signature? { collections[collection]?.signature }

    /// The number of a route; a new one is assigned if it has none.
    func number(of route: RouteIdentity) -> Int {
        if let known = routes[route] { return known }
        let new = (routes.values.max() ?? 0) + 1
        routes[route] = new
        unsaved.insert(route)
        return new
    }

    /// Gives the lists of `source` the numbers that they had before a table was altered, which changed their statements.
    ///
    /// A list is the same if it is the only one of its path that left the collection. `inUse` are the routes of all sources.
    func keepLists(of source: ItemSource, inUse: Set<RouteIdentity>, isDryRun: Bool, _ session: Session) throws {
        let new = source.routes.filter { !$0.query.isEmpty && routes[$0] == nil }
        guard !new.isEmpty else { return }
        let stored = try session.rows(
            "SELECT DISTINCT route FROM freshen.list WHERE collection = \(number: number(of: source.name))")
        let numbers = Set(try stored.map { try $0.int("route") })
        let left = routes.filter { numbers.contains($0.value) && !inUse.contains($0.key) }
        for (path, lists) in Dictionary(grouping: new, by: { $0.withQuery("") }) {
            let before = left.filter { $0.key.withQuery("") == path }
            guard lists.count == 1, before.count == 1, let known = before.first else { continue }
            routes[known.key] = nil
            routes[lists[0]] = known.value
            guard !isDryRun else { continue }
            try session.run(
                "UPDATE freshen.route SET query = \(bind: lists[0].query) WHERE id = \(number: known.value)")
        }
    }

    /// Every route, after numbers are assigned to those of `source`.
    func routes(with source: ItemSource) -> [NumberedRoute] {
        source.routes.forEach { _ = number(of: $0) }
        return all
    }

    var all: [NumberedRoute] {
        routes.map { NumberedRoute(id: $0.value, identity: $0.key) }.sorted { $0.id < $1.id }
    }

    /// Collections of the ledger that freshen.yaml no longer names.
    func removed(_ sources: [ItemSource]) -> [(number: Int, name: String)] {
        let names = Set(sources.map(\.name))
        return collections.filter { !names.contains($0.key) }.map { ($0.value.number, $0.key) }
            .sorted { $0.number < $1.number }
    }

    /// Stores the numbers that `source` uses, and its signature.
    func record(_ source: ItemSource, _ session: Session) throws {
        _ = routes(with: source)
        for route in unsaved {
            try session.run(
                """
                INSERT INTO freshen.route (id, kind, text, next, query, targets) VALUES (\(number: number(of: route)),
                  \(bind: route.kind.rawValue), \(bind: route.text), \(bind: route.next ?? ""), \(bind: route.query),
                  \(bind: route.targets)::text[])
                """)
        }
        unsaved = []
        guard signature(of: source.name) != source.signature else { return }
        try session.run(
            """
            INSERT INTO freshen.collection (id, name, signature)
            VALUES (\(number: number(of: source.name)), \(bind: source.name), \(bind: source.signature.text))
            ON CONFLICT (id) DO UPDATE SET signature = excluded.signature
            """)
    }
}

/// A route with the ledger's number for it.
struct NumberedRoute: Equatable {
    let id: Int
    let identity: RouteIdentity

    /// Whether it is a list (`RouteRule.isList`): only those have a query.
    var isList: Bool { !identity.query.isEmpty }

    /// Whether it is neither a list nor a fixed path such as `/sitemap.xml`.
    var showsOneItem: Bool { !isList && (identity.text.contains("{") || identity.kind != .path) }
}

extension SQL {
    /// Routes as rows of id, kind and targets.
    static func rows(of routes: [NumberedRoute]) -> SQL {
        guard !routes.isEmpty else { return "(SELECT 0, '', '{}'::text[] WHERE FALSE)" }
        let rows = routes.map { route -> SQL in
            "(\(number: route.id), \(bind: route.identity.kind.rawValue)::text, \(bind: route.identity.targets)::text[])"
        }
        return "(VALUES " + rows.joined(", ") + ")"
    }
}
