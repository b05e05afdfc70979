internal import Freshen
internal import LedgerSQL

/// What pages show, as the API returns it to the reader.
extension CollectionCompiler {
    /// Compiles answers with this collection's joins.
    var answers: AnswerCompiler {
        AnswerCompiler(compiler: self, zone: rule.zone ?? Placed("UTC", at: rule.name.place), namesFields: false)
    }

    /// The fields of an item that a route requests, expanded and checked.
    func object(
        _ fields: [FieldSelection], _ options: QueryOptions, of table: Table, _ route: RouteRule
    ) throws(Failure) -> AnswerObject {
        let planner = planner(route)
        return try planner.object(table, fields, try planner.checked(options, of: table))
    }

    /// What expands and checks the fields of a route.
    func planner(_ route: RouteRule) -> AnswerPlanner {
        AnswerPlanner(catalog: catalog, access: access, ignored: route.ignore, isStrict: true)
    }

    /// Whether the API answers an item: it leaves out those of which the reader may see none of the fields that are asked.
    ///
    /// Empty where the visibility of the item says so.
    func isAnswered(_ route: RouteRule, _ row: JoinedTable) throws(Failure) -> [Visibility] {
        let permissions = access.isOfReader ? access.permissions(of: row.table.name) ?? [] : []
        guard let fields = route.fields, permissions.count > 1 else { return [] }
        return try answers.isAnswered(object(fields, route.options, of: row.table, route), .always, of: row)
    }

    /// The input of a hash for the fields of `row` that a route requests.
    func hashInput(
        _ fields: [FieldSelection], _ options: QueryOptions, of row: JoinedTable, _ route: RouteRule
    ) throws(Failure) -> HashInput {
        let part = try answers.part(object(fields, options, of: row.table, route), of: row)
        return HashInput(values: [part.json], maybeFlipped: part.maybeFlipped, due: part.due)
    }
}
