internal import LedgerSQL

/// A subselect that groups the rows of a to-many relation to one row for each parent.
final class GroupedSubselect {
    /// The rows that are grouped.
    let row: JoinedTable
    /// The relation's sort column, where it has one.
    let sort: String?
    private let alias: String
    private let keys: [String]
    /// Whether its outputs aggregate over the languages, so that it has no row for each language.
    var gathersLanguages = false
    private var outputs: [SQL] = []

    init(row: JoinedTable, by keys: [String], alias: String, sort: String?) {
        self.row = row
        self.keys = keys
        self.alias = alias
        self.sort = sort.flatMap { row.table.column($0)?.name }
    }

    /// A column of the subselect that holds `aggregate`; the same aggregate is computed once.
    func output(_ aggregate: SQL) -> SQL {
        let index = outputs.firstIndex(of: aggregate) ?? outputs.count
        if index == outputs.count { outputs.append(aggregate) }
        return SQL(trusted: "\(alias).o\(index)")
    }

    /// Whether a condition holds for one of the rows; false where there is no row.
    func any(_ condition: SQL) -> SQL { "coalesce(" + output("bool_or(" + condition + ")") + ", FALSE)" }

    /// The earliest of the rows' instants; null where there is none.
    func earliest(_ instant: SQL) -> SQL { output("min(" + instant + ")") }

    /// Whether it has a row for each parent and language, and not only for each parent.
    var hasRowPerLanguage: Bool { !gathersLanguages && row.select.hasLanguages }

    /// The LEFT JOIN of the subselect; `parents` are the outer columns that must equal its grouping keys.
    func join(on parents: [SQL]) -> SQL {
        let language: [SQL] = hasRowPerLanguage ? [Languages.number] : []
        let shared = language + row.select.ranks.sorted().map(ParameterSets.column)
        let (columns, parents) = (keys.map(row.column) + shared, parents + shared)
        let names = columns.indices.map { SQL(trusted: "g\($0)") }
        let selected =
            zip(columns, names).map { $0 + " AS " + $1 }
            + outputs.enumerated().map { $1 + SQL(trusted: " AS o\($0)") }
        let operators = keys.map(row.table.equals) + shared.map { _ in "=" }
        let condition = names.indices.map { index in
            SQL(trusted: alias + ".") + names[index] + " " + operators[index] + " " + parents[index]
        }.joined(" AND ")
        let restriction = SQL.whenRestricted("\n    WHERE " + row.belongsToCandidate)
        return """
            LEFT JOIN (SELECT \(selected.joined(", "))
               \(row.from)\(restriction)
                GROUP BY \(columns.joined(", "))) AS \(SQL(trusted: alias)) ON \(condition)
            """
    }
}
