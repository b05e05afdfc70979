internal import Freshen
internal import LedgerSQL

/// What pages show, as the API returns it to the reader.
extension CollectionCompiler {
    /// Compiles answers with this collection's joins.
    var answers: AnswerCompiler {
        AnswerCompiler(compiler: self, zone: rule.zone ?? Placed("UTC", at: rule.name.place), namesFields: false)
    }

    /// The input of a hash for the fields of `row` that a route requests.
    func hashInput(
        _ fields: [FieldSelection], _ options: QueryOptions, of row: JoinedTable, _ route: RouteRule
    ) throws(Failure) -> HashInput {
        let planner = planner(route)
        let object = try planner.object(row.table, fields, try planner.checked(options, of: row.table))
        let part = try answers.part(object, of: row)
        return HashInput(values: [part.json], maybeFlipped: part.maybeFlipped, due: part.due)
    }
}
