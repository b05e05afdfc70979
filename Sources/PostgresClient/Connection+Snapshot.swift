extension Connection {
    /// The settings of each transaction, to be written after `SET LOCAL`.
    ///
    /// A role or a server may have limits for the statements of an application, which a long comparison exceeds; the client
    /// has its own limits. A transaction in which it hangs is ended by the server all the same.
    package var transactionLimits: [String] {
        ["statement_timeout = 0", "idle_in_transaction_session_timeout = '10s'"]
            + (serverVersion < 170_000 ? [] : ["transaction_timeout = 0"])
    }

    /// Runs `body` in one read-only transaction, so that all its statements see the same state of the database.
    ///
    /// It begins anew where a lock is not free for 100 ms, or where what it reads is dropped meanwhile, for two seconds
    /// in all. So it never holds a lock for long while it waits for another, and a migration that waits for one of its
    /// locks never becomes the victim of a deadlock.
    ///
    /// `settings` hold for the transaction besides its limits, each as `name = value`.
    package func inSnapshot<Result>(_ settings: [String] = [], _ body: () throws -> Result) throws -> Result {
        let end = ContinuousClock.now + .seconds(2)
        let all = transactionLimits + ["lock_timeout = '100ms'", "jit = off"] + settings
        let begin = (["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"] + all.map { "SET LOCAL " + $0 })
            .joined(separator: "; ")
        while true {
            do {
                try execute(begin)
                let result = try body()
                try execute("COMMIT")
                return result
            } catch let error as PostgresError {
                rollBack()
                guard error.mayPassAtOnce, ContinuousClock.now < end else { throw error }
                _ = try query("SELECT pg_sleep(0.05)")
            } catch {
                rollBack()
                throw error
            }
        }
    }
}

extension PostgresError {
    /// Whether a lock was not free, or an object was dropped after a statement had found it by its number.
    fileprivate var mayPassAtOnce: Bool {
        [.lockNotAvailable, .deadlockDetected].contains(sqlState)
            || ["cache lookup failed", "could not open relation with OID"].contains(where: message.contains)
    }
}
