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

    /// The fields whose hash is the fingerprint of an item's page; nil: the item's version is the fingerprint.
    ///
    /// Pages of a list have fingerprints of their own (`ListCompiler`). That of an item in a list only decides whether the
    /// list must be compared again.
    var fields: [FieldSelection]? { route.isList ? nil : route.fields }

    func compiled() throws(Failure) -> CompiledRoute {
        guard !route.isPerLanguage else { return try pagesInLanguages() }
        let prefix = try toManyPrefix()
        let hasElements = try hasElements()
        return try prefix.isEmpty && !hasElements ? pageOfItem() : pagesOfRows(Array(prefix))
    }

    private func pageOfItem() throws(Failure) -> CompiledRoute {
        let input = try fields.map { fields throws(Failure) in
            try compiler.hashInput(fields, route.options, of: root, route)
        }
        let timed = try timedInput()
        let fingerprint = input.map { base.column("md5(" + $0.text + ")::uuid") } ?? fingerprint(with: timed)
        let shown: SQL =
            input.map { $0.maybeFlipped.isEmpty ? "FALSE" : base.column($0.isMaybeFlipped) }
            ?? "base.shown_maybe_flipped"
        let membership = try membership()
        let onPath = try route.paths.map { path throws(Failure) in
            try visibilities(rows(along: path, from: root))
        }.flatMap { $0 }
        let page = { (moment: Moment) throws(Failure) in
            let (path, next) = try texts { path throws(Failure) in try value(path, of: root, moment) }
            return self.page(
                path: base.column(path), next: next.map(base.column), fingerprint: fingerprint,
                if: membership.map { base.column($0.holds(moment)) })
        }
        let flips =
            [shown].filter { $0 != "FALSE" } + (timed.map { [base.column($0.isMaybeFlipped)] } ?? [])
            + (membership + onPath).compactMap(\.maybeFlipped).map(base.column)
        let flipped =
            try flips.isEmpty ? nil : "CASE WHEN " + flips.joined(" OR ") + " THEN " + page(.atSomeInstant) + " END"
        return CompiledRoute(
            pages: .ofItem(page: try page(.atLook), flipped: flipped),
            due: membership.compactMap(\.due) + ((input ?? timed)?.due ?? []))
    }

    /// The conditions for the item to be on the route's pages: the route's filter, and that the API returns the item.
    func membership() throws(Failure) -> [Visibility] {
        try filters() + compiler.isAnswered(route, root)
    }

    private func filters() throws(Failure) -> [Visibility] {
        guard !route.options.filter.isAlways else { return [] }
        let filter = try compiler.planner(route).checked(route.options, of: root.table).filter
        return [try compiler.answers.fulfilment(filter, of: root, true, purpose: "route \(index)")]
    }

    private func page(path: SQL, next: SQL?, fingerprint: SQL, if conditions: [SQL]) -> SQL {
        let present = conditions + [path, next].compactMap { $0.map { $0 + " IS NOT NULL" } }
        return "CASE WHEN " + present.joined(" AND ") + " THEN ROW(" + .route(index) + ", " + path
            + ", "
            + (next ?? "NULL") + ", " + fingerprint + ")::" + LedgerName.page.sql + " END"
    }

    /// The field path up to the last to-many field of the placeholders; they must all share it.
    func toManyPrefix() throws(Failure) -> ArraySlice<String> {
        var longest: ArraySlice<String> = []
        for field in route.paths {
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

    func toManyPrefix(of field: [String]) throws(Failure) -> ArraySlice<String> {
        var table = root.table
        var prefix: ArraySlice<String> = []
        for (index, segment) in field.enumerated() where index < field.count - 1 {
            let relation = try relation(segment, of: table)
            if relation.isToMany { prefix = field[...index] }
            table = try compiler.table(relation.target)
        }
        return prefix
    }

    func relation(_ segment: String, of table: Table) throws(Failure) -> Relation {
        try compiler.relation(Placed(segment, at: route.place), of: table)
    }
}
