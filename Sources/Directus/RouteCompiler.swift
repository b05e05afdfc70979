internal import Freshen
internal import LedgerSQL
internal import Text

/// One route of a collection, compiled: either one page an item, or a subselect of pages for rows of many.
struct CompiledRoute {
    let identity: RouteIdentity
    /// `freshen.page` or null, and whether it may have changed unseen; over the columns of `base`.
    var single: (page: SQL, maybeFlipped: SQL)?
    /// A common table expression's body with columns `key, pages, flipped_pages`.
    var many: SQL?
}

/// What the SELECT over the collection's rows hands to the expressions above it.
final class Exports {
    private(set) var columns: [SQL] = []

    /// The name under which `expression` stands in `base`.
    func name(_ expression: SQL) -> SQL {
        let index = columns.firstIndex(of: expression) ?? columns.count
        if index == columns.count { columns.append(expression) }
        return SQL(trusted: "base.x\(index)")
    }

    var sql: SQL {
        columns.enumerated().map { ", " + $1 + SQL(trusted: " AS x\($0)") }.joined("\n    ")
    }
}

extension CollectionCompiler {
    /// Compiles one route over the collection's row `root`; `version` is what a page without `fields` shows of it.
    func compile(
        _ route: RouteRule, index: Int, root: Row, version: SQL, exports: Exports
    ) throws(Failure) -> CompiledRoute {
        let compiled = RouteBuilder(
            route: route, index: index, root: root, version: version, exports: exports, compiler: self)
        return try compiled.compiled()
    }
}

/// Builds the pages of one route.
private struct RouteBuilder {
    let route: RouteRule
    let index: Int
    let root: Row
    let version: SQL
    let exports: Exports
    let compiler: CollectionCompiler

    func compiled() throws(Failure) -> CompiledRoute {
        let prefix = try toManyPrefix()
        var route = CompiledRoute(identity: self.route.target.identity)
        if prefix.isEmpty {
            route.single = try single()
        } else {
            route.many = try many(Array(prefix))
        }
        return route
    }

    // MARK: One page an item

    private func single() throws(Failure) -> (page: SQL, maybeFlipped: SQL) {
        let digest = try fields().map { tree throws(Failure) in try compiler.digest(tree, of: root, .values) }
        let fingerprint = digest.map { exports.name("md5(" + $0.text + ")::uuid") } ?? version
        let maybeFlipped =
            digest.map { $0.maybeFlipped.isEmpty ? "FALSE" : exports.name($0.isMaybeFlipped) }
            ?? "base.shown_maybe_flipped"
        let path = try exports.name(text(of: templates.path) { path throws(Failure) in try value(path, of: root) })
        let next = try templates.next.map { next throws(Failure) in
            try exports.name(text(of: next) { path throws(Failure) in try value(path, of: root) })
        }
        return (page(path: path, next: next, fingerprint: fingerprint), maybeFlipped)
    }

    private func page(path: SQL, next: SQL?, fingerprint: SQL) -> SQL {
        let present = [path, next].compactMap { $0 }.map { $0 + " IS NOT NULL" }.joined(" AND ")
        return "CASE WHEN " + present + " THEN ROW(" + .route(index) + ", " + path + ", "
            + (next ?? "NULL") + ", " + fingerprint + ")::freshen.page END"
    }

    // MARK: One page for each row of many

    private func many(_ prefix: [String]) throws(Failure) -> SQL {
        let (join, below) = try fan(prefix)
        let digest = try fields().map { tree throws(Failure) in try fingerprint(tree, prefix, below) }
        let path = try text(of: templates.path) { path throws(Failure) in try value(path, prefix: prefix, fan: below) }
        let next = try templates.next.map { next throws(Failure) in
            try text(of: next) { path throws(Failure) in try value(path, prefix: prefix, fan: below) }
        }
        let print: SQL = digest.map { "md5(" + $0.text + ")" } ?? version + "::text"
        let maybeFlipped: SQL = digest.map { $0.isMaybeFlipped } ?? "base.shown_maybe_flipped"
        // Last, when everything has asked for its joins.
        let first = below.min { $0.key.count < $1.key.count }?.value
        let restriction = SQL.whenRestricted(first.map { " WHERE " + $0.isReached } ?? "")
        let page = "ROW(" + SQL.route(index) + ", path, next, fingerprint)::freshen.page"
        return """
            SELECT key,
              array_agg(\(page) ORDER BY path, next) AS pages,
              array_agg(\(page)) FILTER (WHERE maybe_flipped) AS flipped_pages
            FROM (
              SELECT key, path, next, maybe_flipped, \(Self.combined) AS fingerprint
              FROM (
                SELECT key, path, next, bool_or(maybe_flipped) AS maybe_flipped, array_agg(fingerprint) AS fingerprints
                FROM (
                  SELECT base.key COLLATE "C" AS key, (\(path)) COLLATE "C" AS path,
                    (\(next ?? "NULL::text")) COLLATE "C" AS next, \(print) AS fingerprint,
                    \(maybeFlipped) AS maybe_flipped
                  FROM base\(join)\(first?.select.sql ?? "")\(restriction) OFFSET 0) AS spelled
                WHERE path IS NOT NULL\(next == nil ? "" : " AND next IS NOT NULL")
                GROUP BY key, path, next) AS gathered) AS page
            GROUP BY key
            """
    }

    /// One fingerprint over all rows that yield a path; the usual single row costs no sorting.
    private static let combined: SQL = """
        CASE cardinality(fingerprints) WHEN 1 THEN fingerprints[1]::uuid
          ELSE (SELECT md5(string_agg(one, ',' ORDER BY one COLLATE "C"))::uuid FROM unnest(fingerprints) AS one) END
        """

    /// The join of `base` with the first rows of many, and the rows of each path from there on: all of one SELECT.
    private func fan(_ prefix: [String]) throws(Failure) -> (join: SQL, rows: [[String]: Row]) {
        var row = root
        var rows: [[String]: Row] = [:]
        var join: SQL = ""
        for (depth, segment) in prefix.enumerated() {
            let relation = try compiler.relation(Placed(segment, at: route.place), of: row.table)
            let isBeyondBase = !rows.isEmpty
            guard relation.isToMany else {
                row = try row.one(segment, relation, in: compiler)
                if isBeyondBase { rows[Array(prefix[...depth])] = row }
                continue
            }
            if isBeyondBase {
                row = try row.fan(segment, relation, in: compiler)
            } else {
                (row, join) = try row.beyond(relation, exports: exports, in: compiler)
            }
            rows[Array(prefix[...depth])] = row
        }
        return (join, rows)
    }

    /// The hash's values: those of the item from `base`, then those of the row of many that yields the page.
    private func fingerprint(
        _ tree: FieldTree, _ prefix: [String], _ rows: [[String]: Row]
    ) throws(Failure) -> Digest {
        let first = rows.keys.min { $0.count < $1.count } ?? []
        let ofItem = try compiler.digest(tree.removing(first[...]), of: root, .values)
        var digest = Digest(values: [exports.name(ofItem.text)])
        digest.maybeFlipped = ofItem.maybeFlipped.isEmpty ? [] : [exports.name(ofItem.isMaybeFlipped)]
        let paths = rows.keys.sorted { $0.count < $1.count }
        for (index, path) in paths.enumerated() {
            guard let row = rows[path] else { continue }
            let deeper = index + 1 < paths.count ? paths[index + 1].dropFirst(path.count) : []
            guard !tree.below(path).isEmpty else { continue }
            digest = digest + (try compiler.shown(tree.below(path).removing(deeper), as: row, .values))
        }
        return digest
    }

    // MARK: Paths

    /// The path up to the last step to many that its placeholders take; all of them must agree on it.
    private func toManyPrefix() throws(Failure) -> ArraySlice<String> {
        var longest: ArraySlice<String> = []
        for field in templates.path.fields + (templates.next?.fields ?? []) {
            let prefix = try toManyPrefix(of: field)
            let (short, long) = prefix.count < longest.count ? (prefix, longest) : (longest, prefix)
            guard Array(long.prefix(short.count)) == Array(short) else {
                throw .configuration(
                    "a route can follow one to-many field, and this one names \(longest.joined(separator: ".")) beside "
                        + "\(prefix.joined(separator: ".")): make two routes of it", at: route.place)
            }
            longest = long
        }
        return longest
    }

    private func toManyPrefix(of field: [String]) throws(Failure) -> ArraySlice<String> {
        var table = root.table
        var prefix: ArraySlice<String> = []
        for (index, segment) in field.enumerated() where index < field.count - 1 {
            let relation = try compiler.relation(Placed(segment, at: route.place), of: table)
            if relation.isToMany { prefix = field[...index] }
            table = try compiler.table(relation.target)
        }
        return prefix
    }

    private func value(_ path: [String], of row: Row) throws(Failure) -> SQL {
        var row = row
        for segment in path.dropLast() {
            let relation = try compiler.relation(Placed(segment, at: route.place), of: row.table)
            row = try row.one(segment, relation, in: compiler)
        }
        return try column(path, of: row)
    }

    private func value(_ path: [String], prefix: [String], fan rows: [[String]: Row]) throws(Failure) -> SQL {
        let anchor = rows.keys.filter { path.dropLast().starts(with: $0) }.max { $0.count < $1.count }
        guard let anchor, let row = rows[anchor] else { return try exports.name(value(path, of: root)) }
        return try value(Array(path.dropFirst(anchor.count)), of: row)
    }

    private func column(_ path: [String], of row: Row) throws(Failure) -> SQL {
        let name = path.last ?? ""
        guard let column = row.table.column(name) else {
            let relation = try compiler.relation(Placed(name, at: route.place), of: row.table)
            throw .configuration(
                "{\(path.joined(separator: "."))} leads to rows of \(relation.target): name a field of theirs",
                at: route.place)
        }
        compiler.use(column, of: row.table)
        // Columns with collations of their own would not go together, and paths differ by bytes.
        return row.column(name) + "::text COLLATE \"C\""
    }

    /// The template with its values filled in; null where one of them is null or empty.
    private func text(of template: PathTemplate, _ value: ([String]) throws(Failure) -> SQL) throws(Failure) -> SQL {
        var parts: [(plain: SQL, encoded: SQL)] = []
        var values: [SQL] = []
        for piece in template.pieces {
            switch piece {
            case .literal(let text):
                let literal: SQL = "\(bind: literal(text))::text"
                parts.append((literal, literal))
            case .field(let path):
                let value = try value(path)
                values.append(value)
                parts.append((value, encoded(value)))
            }
        }
        guard !parts.isEmpty else { return "''::text" }
        let encoded = parts.map(\.encoded).joined(" || ")
        guard isPath else { return "(" + encoded + ")" }
        let path = "freshen.url_path(" + encoded + ")"
        guard !values.isEmpty, template.isPlain else { return path }
        // PostgreSQL calls the function, and for most values there is nothing to do.
        let isPlain = values.map { $0 + " COLLATE \"C\" ~ \(bind: URLPath.plainSegment)" }.joined(" AND ")
        return "CASE WHEN " + isPlain + " THEN " + parts.map(\.plain).joined(" || ") + " ELSE " + path + " END"
    }

    private func encoded(_ value: SQL) -> SQL {
        isTag ? "nullif(" + value + ", '')" : "freshen.url_value(" + value + ")"
    }

    private func literal(_ text: String) -> String {
        isTag || isPattern ? text : percentEncodedLiteral(text)
    }

    private func fields() throws(Failure) -> FieldTree? {
        guard let fields = route.fields else { return nil }
        var tree = FieldTree()
        for field in fields {
            tree.add(field.value, isColumn: try compiler.resolve(field, from: root.table))
        }
        return tree
    }

    private var templates: (path: PathTemplate, next: PathTemplate?) {
        switch route.target {
        case .path(let path, let next): (path, next)
        case .pattern(let path, _), .tag(let path): (path, nil)
        case .pagesOf, .everything: (.empty, nil)
        }
    }

    private var isTag: Bool { if case .tag = route.target { true } else { false } }
    private var isPattern: Bool { if case .pattern = route.target { true } else { false } }
    private var isPath: Bool { if case .path = route.target { true } else { false } }
}

extension FieldTree {
    fileprivate var isEmpty: Bool { columns.isEmpty && children.isEmpty }
}

extension RouteRule.Target {
    var identity: RouteIdentity {
        switch self {
        case .path(let path, let next): RouteIdentity(kind: .path, text: path.text, next: next?.text)
        case .pattern(let path, .page): RouteIdentity(kind: .page, text: path.text)
        case .pattern(let path, .layout): RouteIdentity(kind: .layout, text: path.text)
        case .tag(let tag): RouteIdentity(kind: .tag, text: tag.text)
        case .pagesOf(let collection): RouteIdentity(kind: .pagesOf, text: collection)
        case .everything: RouteIdentity(kind: .everything, text: "")
        }
    }
}
