internal import LedgerSQL

/// One level of SELECT under construction: its joins, in the order in which they were needed.
///
/// No `JoinedTable` of the same level may be stored here, because it holds this builder: they would never be freed.
final class SelectBuilder {
    private enum Join {
        case clause(SQL)
        case subselect(GroupedSubselect, parents: [SQL])
    }

    private var joins: [Join] = []
    /// The condition on which `language` is joined; nil: no column of this SELECT needs it.
    private var language: SQL?
    /// The ranks of the query's parameters that columns of this SELECT need.
    private var ownRanks: Set<Int> = []
    /// Whether there is a row for each answer of a query with parameters.
    private var hasAnswers = false

    func add(_ clause: SQL) {
        joins.append(.clause(clause))
    }

    /// Joins a subselect, which may be given more outputs until `sql` is read.
    func add(_ subselect: GroupedSubselect, on parents: [SQL]) {
        joins.append(.subselect(subselect, parents: parents))
    }

    /// Repeats each row for each language, or only for those that fulfil a condition.
    func joinLanguages(on condition: SQL = "TRUE") {
        language = language ?? condition
    }

    /// Repeats each row for each value of a query's parameter, as `ParameterSets.column` names it.
    func joinParameter(_ rank: Int) {
        ownRanks.insert(rank)
    }

    /// Repeats each row for each answer of a query with parameters.
    func joinAnswers() {
        hasAnswers = true
    }

    /// The ranks of the parameters for whose values there are separate rows.
    var ranks: Set<Int> {
        joins.reduce(into: ownRanks) { ranks, join in
            if case .subselect(let subselect, _) = join { ranks.formUnion(subselect.row.select.ranks) }
        }
    }

    /// Whether there is a row for each language.
    var hasLanguages: Bool {
        language != nil
            || joins.contains { join in
                if case .subselect(let subselect, _) = join { subselect.hasRowPerLanguage } else { false }
            }
    }

    /// The joins, each on a line of its own.
    var sql: SQL {
        let languages: SQL = hasLanguages ? "\n  JOIN language ON " + (language ?? "TRUE") : ""
        return languages + parameters
            + joins.map { join in
                switch join {
                case .clause(let clause): "\n  " + clause
                case .subselect(let subselect, let parents): "\n  " + subselect.join(on: parents)
                }
            }.joined("")
    }

    private var parameters: SQL {
        if hasAnswers { return "\n  JOIN parameter ON TRUE" }
        let ranks = ranks.sorted()
        guard !ranks.isEmpty else { return "" }
        let columns = ranks.map { SQL(trusted: "p\($0)") }.joined(", ")
        return "\n  JOIN (SELECT DISTINCT " + columns + " FROM parameter) AS parameter ON TRUE"
    }
}
