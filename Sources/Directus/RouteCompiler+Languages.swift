internal import Freshen
internal import LedgerSQL

/// Pages of a route that has one for each language.
extension RouteCompiler {
    /// The pages, gathered by a subselect of the collection's rows that has a row for each language.
    func pagesInLanguages() throws(Failure) -> CompiledRoute {
        let group = root.joinSelfGrouped(purpose: "languages of route \(index)", in: compiler)
        group.gathersLanguages = true
        let input = try fields.map { fields throws(Failure) in
            try compiler.hashInput(fields, route.options, of: group.row, route)
        }
        let texts = try withRoot(group.row).listTexts()
        let conditions = try withRoot(group.row).membership() + texts.conditions
        let fingerprint: SQL = input.map { "md5(" + $0.text + ")::uuid" } ?? "NULL"
        let page =
            "ROW(" + SQL.route(index) + ", " + texts.path + ", " + (texts.next ?? "NULL") + ", " + fingerprint + ")::"
            + LedgerName.page.sql
        let isThere = [texts.path, texts.next].compactMap { $0.map { $0 + " IS NOT NULL" } }
        let timed = try timedInput()
        let pages = { (moment: Moment) -> SQL in
            let present = (conditions.map { $0.holds(moment) } + isThere).joined(" AND ")
            let all = base.column(group.output("array_agg(DISTINCT " + page + ") FILTER (WHERE " + present + ")"))
            return input == nil ? withFingerprint(self.fingerprint(with: timed), all) : all
        }
        let flips =
            (input == nil ? ["base.shown_maybe_flipped"] : []) + (timed.map { [base.column($0.isMaybeFlipped)] } ?? [])
            + (conditions.compactMap(\.maybeFlipped) + (input?.maybeFlipped ?? [])).map {
                base.column(group.any($0))
            }
        return CompiledRoute(
            pages: .inLanguages(
                pages: pages(.atLook),
                flipped: flips.isEmpty
                    ? nil : "CASE WHEN " + flips.joined(" OR ") + " THEN " + pages(.atSomeInstant) + " END"),
            due: (conditions.compactMap(\.due) + (input?.due ?? [])).map(group.earliest)
                + (timed?.due ?? []))
    }

    private func withRoot(_ row: JoinedTable) -> RouteCompiler {
        RouteCompiler(
            route: route, index: index, root: row, itemFingerprint: itemFingerprint, base: base, compiler: compiler)
    }

    /// The pages with the fingerprint of the item, which only the columns of `base` yield.
    private func withFingerprint(_ fingerprint: SQL, _ pages: SQL) -> SQL {
        "(SELECT array_agg(ROW(p.route, p.path, p.next, " + fingerprint + ")::" + LedgerName.page.sql + ") FROM unnest("
            + pages + ") AS p)"
    }

    /// The conditions on a translation whose value is part of a path.
    ///
    /// It is in the language of the page itself, because the value of a fallback would be the path of another page. And
    /// it fulfils the filter that `deep` has for it.
    func isOfLanguage(
        _ segment: String, _ options: QueryOptions, of row: JoinedTable
    ) throws(Failure) -> [Visibility] {
        let relation = try relation(segment, of: row.table)
        guard route.isPerLanguage, let languages = compiler.catalog.languages,
            let code = try languages.code(in: relation, segment, of: row.table, compiler.catalog)
        else { return [] }
        let translation = try compiler.related(Placed(segment, at: route.place), of: row)
        row.select.joinLanguages()
        let isOfLanguage = try compiler.answers.code(code, of: translation) + " = language.codes[1]"
        let filter = try compiler.planner(route).checked(options, of: translation.table).filter
        let isAnswered =
            try filter.isAlways
            ? [] : [compiler.answers.fulfilment(filter, of: translation, true, purpose: "path")]
        return [Visibility(condition: isOfLanguage, maybeFlipped: nil, due: nil)] + isAnswered
    }
}
