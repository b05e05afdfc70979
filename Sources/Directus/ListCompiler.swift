internal import Freshen
internal import LedgerSQL

/// Compiles the pages of a route that shows the first items of a collection in some order.
struct ListCompiler {
    let route: RouteRule
    /// What the collection's version takes in: what a list without `fields` shows of its items.
    let tree: FieldTree
    let compiler: CollectionCompiler
    let table: Table

    /// `ListSource.pages` of the route with this index.
    ///
    /// First the places of the items in their lists are found, then what is shown of those that have one is asked.
    func pages(of index: Int) throws(Failure) -> SQL {
        // All items have places, not only those that differ.
        let ranked = try ranked(index).unrestricted
        let keys = table.primaryKey.indices.map { SQL(trusted: ", k\($0)") }.joined("")
        let sql: SQL = """
            WITH ranked AS MATERIALIZED (\(ranked)),
            candidate AS MATERIALIZED (SELECT DISTINCT key\(keys) FROM ranked),
            answered AS (\(try answered()))
            SELECT path, next, page,
              md5(string_agg(shown || coalesce(' ' || tie, ''), ',' ORDER BY place))::uuid AS fingerprint
            FROM ranked JOIN answered USING (key) GROUP BY path, next, page
            """
        return sql.restricted
    }

    /// What the items with a place show.
    private func answered() throws(Failure) -> SQL {
        let row = JoinedTable(alias: compiler.newAlias(), chain: JoinChain(collection: table))
        var options = route.options
        options.filter = .always
        let shown: HashInput
        if let fields = route.fields {
            shown = try compiler.hashInput(fields, options, of: row, route)
        } else {
            shown = try compiler.hashInput(tree, of: row, .version)
        }
        return "SELECT " + table.keyColumns(of: row.alias) + ", " + shown.text + " AS shown FROM " + table.sql
            + SQL(trusted: " AS \(row.alias)") + row.select.sql + " WHERE " + row.belongsToCandidate
    }

    /// The items with their places: `key, k0, …, path, next, page, place, tie`.
    ///
    /// `tie` is null, or where items have equal sort values, a hash of the versions of all of them: their order is open.
    private func ranked(_ index: Int) throws(Failure) -> SQL {
        let row = JoinedTable(alias: compiler.newAlias(), chain: JoinChain(collection: table))
        let answers = compiler.answers
        let keys = route.options.sort.isEmpty ? answers.defaultSort(of: table) : route.options.sort
        let planner = compiler.planner(route)
        let options = try planner.checked(route.options, of: table)
        let sort = try keys.map { key throws(Failure) in try answers.sortValue(key, of: row) }
        var conditions = [try compiler.visibility(of: row)] + (try compiler.isAnswered(route, row))
        if !options.filter.isAlways {
            conditions.append(try answers.fulfilment(options.filter, of: row, true, purpose: "list"))
        }
        let paths = RouteCompiler(
            route: route, index: index, root: row, itemFingerprint: "", base: BaseColumns(), compiler: compiler)
        let (path, next, onPath) = try paths.listTexts()
        conditions += onPath
        let sorts = sort.indices.map { SQL(trusted: "s\($0)") }
        let columns = zip(sort, sorts).map { ", " + $0 + " AS " + $1 }.joined("")
        let keyColumns = table.primaryKey.indices.map { SQL(trusted: "k\($0)") }
        let order = zip(sorts, keys).map { $0 + ($1.isDescending ? " DESC" : "") } + keyColumns
        let group = (["path", "next"] + sorts).joined(", ")
        let listed: SQL = """
            SELECT DISTINCT \(table.keyColumns(of: row.alias)), (\(path)) COLLATE "C" AS path,
              coalesce(\(next ?? "NULL::text"), '') COLLATE "C" AS next, \(row.column("xmin"))::text AS version\(columns)
            FROM \(table.sql) AS \(SQL(trusted: row.alias))\(row.select.sql)
            WHERE \(conditions.map(\.atLook).joined(" AND "))
            """
        return """
            SELECT key, \(keyColumns.joined(", ")), path, next, \(page) AS page, place, CASE WHEN peers > 1 THEN tie END AS tie
            FROM (SELECT *, row_number() OVER (PARTITION BY path, next ORDER BY \(order.joined(", "))) AS place,
                count(*) OVER (PARTITION BY \(group)) AS peers,
                sum(hashtextextended(key || ' ' || version, 0)) OVER (PARTITION BY \(group)) AS tie
              FROM (\(listed)) AS listed
              WHERE path IS NOT NULL AND EXISTS (SELECT FROM touched WHERE touched.route = \(.route(index))
                AND (touched.path IS NULL OR touched.path = listed.path AND touched.next = listed.next))) AS placed
            \(try cut())
            """
    }

    private var limit: Int { route.options.limit ?? QueryOptions.defaultLimit }

    private var hasPages: Bool { route.pages.paths.contains(["page"]) }

    /// Only the first items are shown, except on numbered pages.
    ///
    /// A list that leaves out the page's own item shows one more of the others where that is among the first.
    private func cut() throws(Failure) -> SQL {
        let more = SQL(trusted: route.leavesItselfOut ? " + 1" : "")
        if let embedded = route.embeddedLimit, case .pagesOf(let pages) = route.pages,
            let items = try EmbeddingItems(route, pages, compiler)
        {
            return "WHERE coalesce(place <= (" + (try items.greatestLimit(embedded)) + ")" + more + ", TRUE)"
        }
        return limit < 0 || hasPages ? "" : "WHERE place <= \(number: limit)" + more
    }

    private var page: SQL { hasPages && limit > 0 ? SQL(trusted: "(place - 1) / \(limit) + 1") : "1::bigint" }
}
