internal import Freshen
internal import LedgerSQL

/// Which items of a list are returned, as SQL.
struct ListBounds {
    /// At most how many; negative: all.
    let limit: SQL
    /// Which page of `limit` items, counted from 1; nil: the query names none.
    let page: SQL?
    /// The query's `offset`.
    let offset: SQL

    /// Greater bounds are reduced to this one: no list is longer.
    static let greatest = Int(Int32.max)

    /// The part of a nested list, an array, that is returned; as in the API, the whole list is read first.
    func cut(_ list: SQL) -> SQL {
        let pages = page.map { "GREATEST(" + $0 + " - 1, 0)" } ?? "0"
        let first = "(" + offset + " + 1 + GREATEST(" + limit + ", 0) * " + pages + ")"
        let end: SQL = "\(number: Self.greatest)"
        let last = "CASE WHEN " + limit + " < 0 THEN " + end + " ELSE " + first + " + " + limit + " - 1 END"
        let slice = "(" + list + ")[" + first + "::int : LEAST(" + last + ", " + end + ")::int]"
        guard let page else { return slice }
        // With limit -1 Directus computes a negative start, which JavaScript's slice counts from the end.
        let fromEnd = "(" + list + ")[GREATEST(1, cardinality(" + list + ") - (" + page + " - 2))::int:]"
        return "CASE WHEN " + limit + " < 0 AND " + page + " > 1 THEN " + fromEnd + " ELSE " + slice + " END"
    }

    /// How many items of the outermost list are left out at the start.
    var skipped: SQL {
        guard let page else { return offset }
        return "CASE WHEN " + limit + " < 0 THEN " + offset + " ELSE GREATEST(" + page + " - 1, 0) * " + limit + " END"
    }
}

extension AnswerCompiler {
    /// The bounds of a list; joins `row`, to which the list belongs, with the values of their parameters.
    func bounds(_ options: QueryOptions, of row: JoinedTable) throws(Failure) -> ListBounds {
        let number = { (bound: ListBound, what: String, least: Int) throws(Failure) -> SQL in
            switch bound {
            case .number(let number): return "\(number: min(number, ListBounds.greatest))::bigint"
            case .parameter(let rank):
                row.select.joinParameter(rank)
                return try self.compiler.parameters?.number(rank, what, from: least) ?? "NULL"
            }
        }
        return ListBounds(
            limit: try number(options.limit ?? .number(QueryOptions.defaultLimit), "limit", -1),
            page: try options.page.map { page throws(Failure) in try number(page, "page", 0) },
            offset: try number(options.offset ?? 0, "offset", 0))
    }
}
