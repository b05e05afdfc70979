internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Counts a collection's items and those on the pages of each route.
struct SummaryStatement {
    let source: ItemSource
    /// The ledger's number of the collection, and those of its routes, in order.
    let collection: Int
    let routes: [Int]
    /// Whether the ledger holds the items as the source yields them; if not, they are computed, which takes longer.
    let isStored: Bool
    /// Whether some paths of each route are read, too.
    let hasExamples: Bool

    /// How many paths of a route are read.
    static let mostExamples = 3

    func summary(_ session: Session, _ context: SQL.Context) throws -> CollectionSummary {
        var (items, visible) = (0, 0)
        var found: [Int: (items: Int, paths: [String])] = [:]
        for row in try session.rows(statement, context) {
            guard let route = try row.optionalInt("route") else {
                (items, visible) = (try row.int("items"), try row.int("visible"))
                continue
            }
            found[route] = (try row.int("items"), try row.json("examples", as: [String].self))
        }
        let summaries = zip(source.routes.indices, routes).map { index, number in
            let (onIt, paths) = found[number] ?? (0, [])
            let route = source.routes[index]
            return CollectionSummary.Route(
                name: route.name, items: onIt,
                withoutPage: route.hasValues && !source.narrowed.contains(index) ? max(0, visible - onIt) : nil,
                examples: route.hasPath ? paths.map { route.example($0) } : [], targets: route.targets)
        }
        return CollectionSummary(name: source.name, items: items, visible: visible, routes: summaries)
    }

    private var statement: SQL {
        """
        WITH \(listed),
        visible AS (SELECT pages FROM listed WHERE visible)
        SELECT NULL::integer AS route, count(*) AS items, count(*) FILTER (WHERE visible) AS visible, NULL::jsonb AS examples
        FROM listed
        UNION ALL \(hasExamples ? withExamples : counted)
        """
    }

    /// The relation `listed(visible, pages)`; a stored one is not MATERIALIZED, because reading it twice is faster.
    private var listed: SQL {
        guard !isStored else {
            return "listed AS (SELECT visible, pages FROM freshen.item WHERE collection = \(number: collection))"
        }
        return "candidate AS MATERIALIZED (" + source.keys + "),\n" + source.items
            + ",\nlisted AS (SELECT visible, pages FROM item)"
    }

    private var counted: SQL {
        "SELECT route, count(*), NULL, '[]' FROM (\(pages)) AS page WHERE is_first GROUP BY route"
    }

    private var withExamples: SQL {
        """
        SELECT route, count(*) FILTER (WHERE is_first), NULL,
          to_jsonb(array_agg(DISTINCT path ORDER BY path) FILTER (WHERE place <= \(number: Self.mostExamples)))
        FROM (SELECT *, dense_rank() OVER (PARTITION BY route ORDER BY path) AS place FROM (\(pages)) AS page) AS placed
        GROUP BY route
        """
    }

    /// The pages of visible items; in the array of an item, pages of one route are adjacent.
    private var pages: SQL {
        """
        SELECT p.route, p.path COLLATE "C" AS path, p.number = 1 OR (pages[p.number - 1]).route <> p.route AS is_first
        FROM visible CROSS JOIN LATERAL unnest(pages) WITH ORDINALITY AS p(route, path, next, fingerprint, number)
        """
    }
}

extension RouteIdentity {
    fileprivate var name: String {
        switch kind {
        case .path, .page, .layout: text
        case .tag: "#" + text
        case .pagesOf: pagesOf
        case .everything: "everything"
        }
    }

    /// `text` as reports show it, without the hash of the selection.
    private var pagesOf: String {
        let words = text.split(separator: " ").filter { $0 != "{language}" }
        let isSelected = words.count > 1 && words.last?.count ?? 0 > 8 && words.last?.allSatisfy(\.isHexDigit) == true
        let collection = words.dropLast(isSelected ? 1 : 0).joined(separator: " ")
        return (collection == "*" ? "everything" : "pages_of " + collection + (isSelected ? " with a filter" : ""))
            + (text.hasSuffix(" {language}") ? " in the language" : "")
    }

    /// Whether it has a path or a tag.
    fileprivate var hasPath: Bool { ![.pagesOf, .everything].contains(kind) }

    /// Whether values of the item are part of its path.
    fileprivate var hasValues: Bool {
        let templates = text + (next ?? "")
        return hasPath
            && (query.isEmpty ? templates : templates.replacing(ListSource.pageNumber, with: "")).contains("{")
    }

    /// A path of an item, as it is sent.
    fileprivate func example(_ path: String) -> String {
        kind == .tag ? "#" + path : query.isEmpty ? path : path.replacing(ListSource.pageNumber, with: "1")
    }
}
