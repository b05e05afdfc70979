internal import LedgerSQL

/// How a transaction takes the run lock, the lock on the checkpoint's row.
enum RunLock {
    /// It does not: a dry run only reads.
    case none
    /// It waits until another transaction releases the lock, as long as `lock_timeout` allows.
    case waiting
    /// It fails with `SQLState.lockNotAvailable` where another transaction holds the lock.
    case notWaiting

    /// The end of the statement that selects the row.
    var sql: SQL {
        switch self {
        case .none: ""
        case .waiting: "FOR UPDATE"
        case .notWaiting: "FOR UPDATE NOWAIT"
        }
    }
}
