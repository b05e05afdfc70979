internal import Freshen
internal import LedgerSQL

/// What pages show, as the API returns it to the reader.
extension CollectionCompiler {
    /// Compiles answers with this collection's joins.
    var answers: AnswerCompiler {
        AnswerCompiler(compiler: self, zone: rule.zone ?? Placed("UTC", at: rule.name.place), namesFields: false)
    }

    /// The fields of an item that a route requests, expanded and checked; throws where there is none.
    func object(
        _ fields: [FieldSelection], _ options: QueryOptions, of table: Table, _ route: RouteRule
    ) throws(Failure) -> AnswerObject {
        let object = try object(fields, options, of: table, planner(route))
        guard !object.fields.isEmpty else {
            throw .configuration(
                "fields names nothing that ignore leaves: the page would never be stale", at: route.place)
        }
        return object
    }

    private func object(
        _ fields: [FieldSelection], _ options: QueryOptions, of table: Table, _ planner: AnswerPlanner
    ) throws(Failure) -> AnswerObject {
        try planner.object(table, fields, planner.checked(options, of: table))
    }

    /// What expands and checks the fields of a route.
    func planner(_ route: RouteRule) -> AnswerPlanner {
        AnswerPlanner(
            catalog: catalog, access: access, ignored: route.ignore, isStrict: true,
            languages: route.isPerLanguage ? catalog.languages : nil)
    }

    /// The conditions under which the API returns an item: the reader may see at least one of the requested fields.
    ///
    /// Empty if the item's visibility implies it.
    func isAnswered(_ route: RouteRule, _ row: JoinedTable) throws(Failure) -> [Visibility] {
        let permissions = access.isOfReader ? access.permissions(of: row.table.name) ?? [] : []
        guard let fields = route.fields, permissions.count > 1 else { return [] }
        return try answers.isAnswered(object(fields, route.options, of: row.table, route), .always, of: row)
    }

    /// The input of a hash for the fields of `row` that a route requests.
    ///
    /// If the route has a page for each language, the SELECT of `row` gets a row for each language, unless
    /// `readsAllLanguages`.
    func hashInput(
        _ fields: [FieldSelection], _ options: QueryOptions, of row: JoinedTable, _ route: RouteRule,
        readsAllLanguages: Bool = false
    ) throws(Failure) -> HashInput {
        // No fields are allowed here: all that the page shows may come from another of its rows.
        var planner = planner(route)
        if readsAllLanguages { planner.languages = nil }
        let part = try answers.part(object(fields, options, of: row.table, planner), of: row)
        return HashInput(values: [part.json], maybeFlipped: part.maybeFlipped, due: part.due)
    }
}
