internal import LedgerSQL

/// One level of SELECT under construction: its joins, in the order in which they were needed.
///
/// No `JoinedTable` of the same level may be stored here: it holds this builder (a retain cycle).
final class SelectBuilder {
    private enum Join {
        case clause(SQL)
        case subselect(GroupedSubselect, parents: [SQL])
    }

    private var joins: [Join] = []

    func add(_ clause: SQL) {
        joins.append(.clause(clause))
    }

    /// Joins a subselect, which may be given more outputs until `sql` is read.
    func add(_ subselect: GroupedSubselect, on parents: [SQL]) {
        joins.append(.subselect(subselect, parents: parents))
    }

    /// The joins, each on a line of its own.
    var sql: SQL {
        joins.map { join in
            switch join {
            case .clause(let clause): "\n  " + clause
            case .subselect(let subselect, let parents): "\n  " + subselect.join(on: parents)
            }
        }.joined("")
    }
}
