internal import Freshen
internal import LedgerSQL

/// Pages of a route whose path has values of rows of a to-many relation: one page for each row.
extension RouteCompiler {
    /// The rows that a to-many prefix leads to, by their path from the item, all in one SELECT.
    private typealias Rows = [[String]: JoinedTable]

    func pagesOfRows(_ prefix: [String]) throws(Failure) -> CompiledRoute.Pages {
        let (join, rows) = try joinRows(along: prefix)
        let input = try fields().map { tree throws(Failure) in try hashInput(tree, rows) }
        let (path, next) = try texts { path throws(Failure) in try value(path, rows) }
        let fingerprint: SQL = input.map { "md5(" + $0.text + ")" } ?? itemFingerprint + "::text"
        let maybeFlipped: SQL = input.map { $0.isMaybeFlipped } ?? "base.shown_maybe_flipped"
        // Read last: each call above may add a join.
        let first = rows.min { $0.key.count < $1.key.count }?.value
        let restriction = SQL.whenRestricted(first.map { " WHERE " + $0.belongsToCandidate } ?? "")
        let page = "ROW(" + SQL.route(index) + ", path, next, fingerprint)::" + LedgerName.page.sql
        return .ofRows(
            """
            SELECT key,
              array_agg(\(page) ORDER BY path, next) AS pages,
              array_agg(\(page)) FILTER (WHERE maybe_flipped) AS flipped_pages
            FROM (
              SELECT key, path, next, maybe_flipped, \(Self.combined) AS fingerprint
              FROM (
                SELECT key, path, next, bool_or(maybe_flipped) AS maybe_flipped, array_agg(fingerprint) AS fingerprints
                FROM (
                  SELECT base.key COLLATE "C" AS key, (\(path)) COLLATE "C" AS path,
                    (\(next ?? "NULL::text")) COLLATE "C" AS next, \(fingerprint) AS fingerprint,
                    \(maybeFlipped) AS maybe_flipped
                  FROM base\(join)\(first?.select.sql ?? "")\(restriction) OFFSET 0) AS spelled
                WHERE path IS NOT NULL\(next == nil ? "" : " AND next IS NOT NULL")
                GROUP BY key, path, next) AS gathered) AS page
            GROUP BY key
            """)
    }

    /// One fingerprint over all rows that yield a path; a single row, the usual case, needs no sorting.
    private static let combined: SQL = """
        CASE cardinality(fingerprints) WHEN 1 THEN fingerprints[1]::uuid
          ELSE (SELECT md5(string_agg(one, ',' ORDER BY one COLLATE "C"))::uuid FROM unnest(fingerprints) AS one) END
        """

    /// The join of `base` with the rows of the first to-many relation, and the rows from there on.
    private func joinRows(along prefix: [String]) throws(Failure) -> (join: SQL, rows: Rows) {
        var row = root
        var rows: Rows = [:]
        var join: SQL = ""
        for (depth, segment) in prefix.enumerated() {
            let relation = try relation(segment, of: row.table)
            let isBeyondBase = !rows.isEmpty
            guard relation.isToMany else {
                row = try row.joinOne(segment, relation, in: compiler)
                if isBeyondBase { rows[Array(prefix[...depth])] = row }
                continue
            }
            if isBeyondBase {
                row = try row.joinEach(segment, relation, in: compiler)
            } else {
                (row, join) = try row.joinFromBase(relation, base, in: compiler)
            }
            rows[Array(prefix[...depth])] = row
        }
        return (join, rows)
    }

    /// What the fingerprint takes in: the item's values from `base`, then those of the rows that yield the page.
    private func hashInput(_ tree: FieldTree, _ rows: Rows) throws(Failure) -> HashInput {
        let paths = rows.keys.sorted { $0.count < $1.count }
        let ofItem = try compiler.hashInput(tree.removing((paths.first ?? [])[...]), of: root, .values)
        var input = HashInput(values: [base.column(ofItem.text)])
        input.maybeFlipped = ofItem.maybeFlipped.isEmpty ? [] : [base.column(ofItem.isMaybeFlipped)]
        for (index, path) in paths.enumerated() {
            guard let row = rows[path] else { continue }
            let deeper = index + 1 < paths.count ? paths[index + 1].dropFirst(path.count) : []
            guard !tree.below(path).isEmpty else { continue }
            input = input + (try compiler.hashInput(tree.below(path).removing(deeper), ofRelatedRow: row, .values))
        }
        return input
    }

    private func value(_ path: [String], _ rows: Rows) throws(Failure) -> SQL {
        let start = rows.keys.filter { path.dropLast().starts(with: $0) }.max { $0.count < $1.count }
        guard let start, let row = rows[start] else { return try base.column(value(path, of: root)) }
        return try value(Array(path.dropFirst(start.count)), of: row)
    }
}
