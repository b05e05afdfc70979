internal import Freshen
internal import LedgerSQL

/// Compiles the pages of a route that shows the first items of a collection in some order.
struct ListCompiler {
    let route: RouteRule
    /// The fields of the collection's version: what a list without `fields` is taken to show of its items.
    let tree: FieldTree
    let compiler: CollectionCompiler
    let table: Table

    /// `ListSource.pages` of the route with this index, from its first common table expression on.
    ///
    /// `ranked` finds the position of each item in its lists; `answered` then reads what is shown of the items found.
    func pages(of index: Int) throws(Failure) -> SQL {
        let (ranked, answered) = (try ranked(index), try answered())
        let keys = table.primaryKey.indices.map { SQL(trusted: ", k\($0)") }.joined("")
        return """
            ranked AS MATERIALIZED (\(ranked)),
            candidate AS MATERIALIZED (SELECT DISTINCT key\(keys) FROM ranked),
            answered AS (\(answered.sql))
            SELECT path, next, page,
              md5(string_agg(shown || coalesce(' ' || tie::text, ''), ',' ORDER BY place\(language)))::uuid AS fingerprint
            FROM ranked JOIN answered USING (key\(answered.isPerLanguage ? language : "")) GROUP BY path, next, page
            """
    }

    /// What the pages show of the items that `ranked` found.
    private func answered() throws(Failure) -> (sql: SQL, isPerLanguage: Bool) {
        let row = JoinedTable(collection: table, in: compiler)
        var shown: HashInput
        if let fields = route.fields {
            shown = try compiler.hashInput(fields, route.options, of: row, route)
        } else {
            shown = try compiler.hashInput(tree, ofItem: row, .version)
            // Rows of one transaction have the same version.
            shown.values.append(row.keyText)
        }
        let isPerLanguage = row.select.hasLanguages
        let sql =
            "SELECT " + table.keyColumns(of: row.alias) + ", " + shown.text + " AS shown"
            + (isPerLanguage ? ", " + Languages.number + " AS language" : "") + row.from + " WHERE "
            + row.belongsToCandidate
        return (sql, isPerLanguage)
    }

    /// The column of the language in the relations below; empty if the route has no page for each language.
    private var language: SQL { route.isPerLanguage ? ", language" : "" }

    /// The items with their positions in the lists: `key, k0, …, path, next, page, place, tie`.
    ///
    /// Where several items have equal sort values, `tie` is a hash of the versions of all of them, because Directus may
    /// return them in any order. Elsewhere it is null.
    private func ranked(_ index: Int) throws(Failure) -> SQL {
        let row = JoinedTable(collection: table, in: compiler)
        let answers = compiler.answers
        let keys = route.options.sort.isEmpty ? answers.defaultSort(of: table) : route.options.sort
        let sort = try keys.map { key throws(Failure) in try answers.sortValue(key, of: row) }
        let paths = RouteCompiler(
            route: route, index: index, root: row, itemFingerprint: "", base: BaseColumns(), compiler: compiler)
        let (path, next, onPath) = try paths.listTexts()
        let conditions = try [compiler.visibility(of: row)] + paths.membership() + onPath
        let limit = try limit()
        let sorts = sort.indices.map { SQL(trusted: "s\($0)") }
        let columns = zip(sort, sorts).map { ", " + $0 + " AS " + $1 }.joined("")
        let keyColumns = table.primaryKey.indices.map { SQL(trusted: "k\($0)") }
        let order = zip(sorts, keys).map { $0 + $1.direction }
        let lists: SQL = "path, next" + language
        let group = ([lists] + sorts).joined(", ")
        // Rows are repeated only where the path goes through a to-many relation or an array.
        let hasElements = try paths.hasElements()
        let distinct: SQL = try paths.toManyPrefix().isEmpty && !hasElements ? "" : "DISTINCT "
        let number: SQL = route.isPerLanguage ? ", " + Languages.number + " AS language" : ""
        let listed: SQL = """
            SELECT \(distinct)\(table.keyColumns(of: row.alias)), (\(path)) COLLATE "C" AS path,
              coalesce(\(next ?? "NULL::text"), '') COLLATE "C" AS next, \(row.column("xmin"))::text AS version\(columns)\(number)\(row.from)
            WHERE \(conditions.map(\.atLook).joined(" AND "))
            """
        return """
            SELECT key, \(keyColumns.joined(", ")), \(lists), \(page) AS page, place, CASE WHEN peers > 1 THEN tie END AS tie
            FROM (SELECT *, row_number() OVER (PARTITION BY \(lists) ORDER BY \((order + keyColumns).joined(", "))) AS place,
                count(*) OVER (PARTITION BY \(group)) AS peers,
                sum(hashtextextended(key || ' ' || version, 0)) OVER (PARTITION BY \(group)) AS tie
              FROM (\(first(limit, of: listed, keys, order.joined(", "), index))) AS first) AS placed
            \(limit.map { "WHERE place <= " + $0 } ?? "")
            """
    }

    private var pageSize: Int { route.options.limit?.number ?? QueryOptions.defaultLimit }

    private var hasPages: Bool { route.pages.paths.contains(["page"]) }

    /// The items of the queried lists that are shown, and those with the same sort values as the last one shown.
    ///
    /// PostgreSQL stops early if the statement says that only the first rows of each list are needed. IS TRUE makes it
    /// hash the lists: without an estimate of their number it would compare each item with each list.
    private func first(_ limit: SQL?, of listed: SQL, _ keys: [SortKey], _ order: SQL, _ index: Int) -> SQL {
        let asked: SQL =
            // The place of an item depends on all items of the list, not only on those that differ.
            "SELECT * FROM (" + listed.unrestricted + ") AS listed WHERE path IS NOT NULL"
            + .whenRestricted(
                " AND ((path, next) IN (SELECT path, next FROM touched WHERE touched.route = " + .route(index)
                    + ")) IS TRUE")
        guard let limit else { return asked }
        if route.paths.isEmpty && !route.isPerLanguage {
            // WITH TIES sorts all items, not only the first ones; keys are never equal.
            let isByKey = keys.contains { $0.path.value.count == 1 && $0.path.value.first == table.singleKey }
            return asked + " ORDER BY " + order + " FETCH FIRST (" + limit + ") ROWS "
                + (isByKey ? "ONLY" : "WITH TIES")
        }
        return "SELECT * FROM (SELECT *, rank() OVER (PARTITION BY path, next" + language + " ORDER BY " + order
            + ") AS standing FROM ("
            + asked + ") AS asked) AS ranked WHERE standing <= " + limit
    }

    /// How many items are shown; nil: all, which numbered pages show together.
    ///
    /// A list that leaves out the page's own item shows one more of the others if that item is among the first.
    private func limit() throws(Failure) -> SQL? {
        let more = SQL(trusted: route.leavesItselfOut ? " + 1" : "")
        if let embedded = route.embeddedLimit, case .pagesOf(let pages) = route.pages,
            let items = try EmbeddingItems(route, pages, compiler)
        {
            return "(coalesce((" + (try items.greatestLimit(embedded)) + ")::bigint, 2147483647)" + more + ")"
        }
        return pageSize < 0 || hasPages ? nil : "(\(number: pageSize)" + more + ")"
    }

    private var page: SQL { hasPages && pageSize > 0 ? SQL(trusted: "(place - 1) / \(pageSize) + 1") : "1::bigint" }
}
