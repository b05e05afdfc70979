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
        return languages
            + joins.map { join in
                switch join {
                case .clause(let clause): "\n  " + clause
                case .subselect(let subselect, let parents): "\n  " + subselect.join(on: parents)
                }
            }.joined("")
    }
}
