internal import Freshen
internal import LedgerSQL

/// Pages of a route whose path has values of rows of a to-many relation: one page for each row.
extension RouteCompiler {
    /// The rows that a to-many prefix leads to, by their path from the item, all in one SELECT.
    private typealias Rows = [[String]: JoinedTable]

    func pagesOfRows(_ prefix: [String]) throws(Failure) -> CompiledRoute {
        let (join, rows) = try joinRows(along: prefix)
        let input = try fields.map { fields throws(Failure) in try hashInput(fields, rows) }
        let membership = try membership()
        let ofBase = BaseElements(base, compiler)
        let (path, next) = try texts { path throws(Failure) in try value(path, rows, ofBase) }
        let conditions = try conditions(rows) + membership.map(base.visibility)
        let isShown = all(conditions.map(\.atLook))
        let wasShown = all(conditions.map { $0.holds(.atSomeInstant) })
        let timed = try timedInput()
        let fingerprint: SQL = input.map { "md5(" + $0.text + ")" } ?? fingerprint(with: timed) + "::text"
        let flips =
            [input.map(\.isMaybeFlipped) ?? "base.shown_maybe_flipped"] + conditions.compactMap(\.maybeFlipped)
            + (timed.map { [base.column($0.isMaybeFlipped)] } ?? [])
        // Joins are read last, because each call above may add one.
        let first = rows.min { $0.key.count < $1.key.count }?.value
        let restriction = SQL.whenRestricted(first.map { " AND " + $0.belongsToCandidate } ?? "")
        let page = "ROW(" + SQL.route(index) + ", path, next, fingerprint)::" + LedgerName.page.sql
        let pages: SQL =
            """
            SELECT key,
              array_agg(\(page) ORDER BY path, next) FILTER (WHERE is_shown) AS pages,
              array_agg(\(page)) FILTER (WHERE maybe_flipped) AS flipped_pages
            FROM (
              SELECT key, path, next, is_shown, maybe_flipped, \(Self.combined) AS fingerprint
              FROM (
                SELECT key, path, next, bool_or(is_shown) AS is_shown, bool_or(maybe_flipped) AS maybe_flipped,
                  coalesce(array_agg(fingerprint) FILTER (WHERE is_shown), '{}') AS fingerprints
                FROM (
                  SELECT base.key COLLATE "C" AS key, (\(path)) COLLATE "C" AS path,
                    (\(next ?? "NULL::text")) COLLATE "C" AS next, \(fingerprint) AS fingerprint,
                    \(isShown) AS is_shown, (\(flips.joined(" OR "))) AS maybe_flipped
                  FROM base\(ofBase.join)\(join)\(first?.select.sql ?? "") WHERE \(wasShown)\(restriction) OFFSET 0) AS spelled
                WHERE path IS NOT NULL\(next == nil ? "" : " AND next IS NOT NULL")
                GROUP BY key, path, next) AS gathered) AS page
            GROUP BY key
            """
        return CompiledRoute(
            pages: .ofRows(pages),
            due: membership.compactMap(\.due) + ((input ?? timed)?.due ?? []))
    }

    private func all(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "TRUE" : conditions.joined(" AND ")
    }

    /// One fingerprint of all rows that yield the same path; a single row, the usual case, needs no sorting.
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

    /// The input of a page's fingerprint: the requested fields of the rows that yield the page, and of the item, the latter
    /// from `base`.
    private func hashInput(_ fields: [FieldSelection], _ rows: Rows) throws(Failure) -> HashInput {
        var (rest, input) = (fields, HashInput())
        for (path, row) in rows.sorted(by: { $0.key.count > $1.key.count }) {
            let isBelow = { (field: FieldSelection) in field.value.count > path.count && field.value.starts(with: path)
            }
            let asked = rest.filter(isBelow).map { Placed(Array($0.value.dropFirst(path.count)), at: $0.place) }
            rest.removeAll(where: isBelow)
            guard !asked.isEmpty else { continue }
            if let deep = options(below: path).nested.keys.min() {
                throw .configuration(
                    "deep.\(deep) is below a to-many field of the path, which is not supported", at: route.place)
            }
            input = input + (try compiler.hashInput(asked, QueryOptions(), of: row, route))
        }
        // The instants at which the rows can change are among those of the version.
        let ofItem = try compiler.hashInput(rest, route.options, of: root, route)
        input.values.append(base.column(ofItem.text))
        input.due = ofItem.due
        if !ofItem.maybeFlipped.isEmpty { input.maybeFlipped.append(base.column(ofItem.isMaybeFlipped)) }
        return input
    }

    /// What the route's query says of the lists below a relation.
    private func options(below path: [String]) -> QueryOptions {
        path.reduce(route.options) { $0.nested[$1] ?? QueryOptions() }
    }

    private func value(_ path: [String], _ rows: Rows, _ ofBase: BaseElements) throws(Failure) -> SQL {
        guard let start = start(of: path, rows), let row = rows[start] else {
            if try isOptional(path) { return base.column(try value(path, of: root, .atLook)) }
            let end = try self.rows(along: path, from: root).last ?? root
            if let array = elements(path, of: end) { return ofBase.element(array) }
            return base.column(try column(path, of: end))
        }
        let end = try self.rows(along: Array(path.dropFirst(start.count)), from: row).last ?? row
        if let element = element(path, of: end) { return element }
        return try column(path, of: end)
    }

    /// The deepest row that a placeholder's path goes through; nil: it does not follow the to-many relation.
    private func start(of path: [String], _ rows: Rows) -> [String]? {
        rows.keys.filter { path.dropLast().starts(with: $0) }.max { $0.count < $1.count }
    }

    /// The conditions under which all rows on the placeholders' paths are visible to the reader.
    private func conditions(_ rows: Rows) throws(Failure) -> [Visibility] {
        var found: [Visibility] = []
        for path in route.paths where try !isOptional(path) {
            for condition in try conditions(path, rows) where !found.contains(where: { $0.atLook == condition.atLook })
            {
                found.append(condition)
            }
        }
        return found
    }

    private func conditions(_ path: [String], _ rows: Rows) throws(Failure) -> [Visibility] {
        guard let start = start(of: path, rows), let row = rows[start], let first = rows.keys.map(\.count).min() else {
            return try visibilities(self.rows(along: path, from: root)).map(base.visibility)
        }
        let before = try visibilities(self.rows(along: Array(path.prefix(first)), from: root))
        let within = rows.filter { path.starts(with: $0.key) }.sorted { $0.key.count < $1.key.count }.map(\.value)
        let beyond = try self.rows(along: Array(path.dropFirst(start.count)), from: row).dropFirst()
        return try before.map(base.visibility) + visibilities(within + beyond)
    }
}

/// The elements of arrays of `base`, each in a row of its own.
private final class BaseElements {
    private let base: BaseColumns
    private let compiler: CollectionCompiler
    private var known: [SQL: SQL] = [:]
    /// The clauses that join them to `base`.
    private(set) var join: SQL = ""

    init(_ base: BaseColumns, _ compiler: CollectionCompiler) {
        self.base = base
        self.compiler = compiler
    }

    func element(_ array: SQL) -> SQL {
        if let element = known[array] { return element }
        let (join, element) = elementJoin(base.column(array), in: compiler)
        self.join = self.join + "\n  " + join
        known[array] = element
        return element
    }
}
