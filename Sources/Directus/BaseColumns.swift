internal import LedgerSQL

/// The columns that the common table expression `base`, the SELECT over the collection's rows, computes for the
/// expressions that read from it.
final class BaseColumns {
    private var expressions: [SQL] = []

    /// The column of `base` that holds `expression`; the same expression is computed once.
    func column(_ expression: SQL) -> SQL {
        let index = expressions.firstIndex(of: expression) ?? expressions.count
        if index == expressions.count { expressions.append(expression) }
        return SQL(trusted: "base.x\(index)")
    }

    /// A condition whose expressions are columns of `base`.
    func visibility(_ visibility: Visibility) -> Visibility {
        Visibility(
            atLook: column(visibility.atLook), maybeFlipped: visibility.maybeFlipped.map(column), due: visibility.due)
    }

    /// The columns as text that follows the other output columns of `base`.
    var sql: SQL {
        expressions.enumerated().map { ", " + $1 + SQL(trusted: " AS x\($0)") }.joined("\n    ")
    }
}
