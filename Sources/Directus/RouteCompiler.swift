internal import Freshen
internal import LedgerSQL

/// Compiles the pages of one route.
struct RouteCompiler {
    let route: RouteRule
    let index: Int
    /// The collection's row.
    let root: JoinedTable
    /// The fingerprint of a page without `fields`.
    let itemFingerprint: SQL
    let base: BaseColumns
    let compiler: CollectionCompiler

    func compiled() throws(Failure) -> CompiledRoute {
        let prefix = try toManyPrefix()
        return CompiledRoute(
            identity: route.pages.identity, pages: prefix.isEmpty ? try pageOfItem() : try pagesOfRows(Array(prefix)))
    }

    private func pageOfItem() throws(Failure) -> CompiledRoute.Pages {
        let input = try fields().map { tree throws(Failure) in try compiler.hashInput(tree, of: root, .values) }
        let fingerprint = input.map { base.column("md5(" + $0.text + ")::uuid") } ?? itemFingerprint
        let maybeFlipped =
            input.map { $0.maybeFlipped.isEmpty ? "FALSE" : base.column($0.isMaybeFlipped) }
            ?? "base.shown_maybe_flipped"
        let (path, next) = try texts { path throws(Failure) in try value(path, of: root) }
        let page = page(path: base.column(path), next: next.map(base.column), fingerprint: fingerprint)
        return .ofItem(page: page, maybeFlipped: maybeFlipped)
    }

    private func page(path: SQL, next: SQL?, fingerprint: SQL) -> SQL {
        let present = [path, next].compactMap { $0 }.map { $0 + " IS NOT NULL" }.joined(" AND ")
        return "CASE WHEN " + present + " THEN ROW(" + .route(index) + ", " + path + ", "
            + (next ?? "NULL") + ", " + fingerprint + ")::" + LedgerName.page.sql + " END"
    }

    /// The field path up to the last to-many field of the placeholders; they must all share it.
    private func toManyPrefix() throws(Failure) -> ArraySlice<String> {
        var longest: ArraySlice<String> = []
        for field in route.pages.paths {
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
            let relation = try relation(segment, of: table)
            if relation.isToMany { prefix = field[...index] }
            table = try compiler.table(relation.target)
        }
        return prefix
    }

    func fields() throws(Failure) -> FieldTree? {
        guard let fields = route.fields else { return nil }
        var tree = FieldTree()
        for field in fields {
            tree.add(field.value, isColumn: try compiler.endsInColumn(field, from: root.table))
        }
        return tree
    }

    func relation(_ segment: String, of table: Table) throws(Failure) -> Relation {
        try compiler.relation(Placed(segment, at: route.place), of: table)
    }
}
