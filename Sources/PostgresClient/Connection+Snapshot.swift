extension Connection {
    /// Runs `body` in one read-only transaction, so that all its statements see the same state of the database.
    ///
    /// It begins anew where a lock is not free for 100 ms, or where what it reads is dropped meanwhile, for two seconds
    /// in all. So it never holds a lock for long while it waits for another, and a migration that waits for one of its
    /// locks never becomes the victim of a deadlock.
    ///
    /// `settings` hold for the transaction, each as `name = value`.
    package func inSnapshot<Result>(_ settings: [String], _ body: () throws -> Result) throws -> Result {
        let end = ContinuousClock.now + .seconds(2)
        let begin =
            [
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL lock_timeout = '100ms'",
                "SET LOCAL jit = off",
            ]
            + settings.map { "SET LOCAL " + $0 }
        while true {
            do {
                try execute(begin.joined(separator: "; "))
                let result = try body()
                try execute("COMMIT")
                return result
            } catch let error as PostgresError {
                // Fails where the connection is lost; the server rolls back by itself then.
                try? execute("ROLLBACK")
                guard error.mayPassAtOnce, ContinuousClock.now < end else { throw error }
                _ = try query("SELECT pg_sleep(0.05)")
            } catch {
                try? execute("ROLLBACK")
                throw error
            }
        }
    }
}

extension PostgresError {
    /// Whether a lock was not free, or an object was dropped after a statement had found it.
    fileprivate var mayPassAtOnce: Bool {
        [.lockNotAvailable, .deadlockDetected].contains(sqlState) || isAboutDroppedObject
    }

    /// Whether the server looked for an object by a number that it had just read, and did not find it any more.
    package var isAboutDroppedObject: Bool {
        message.contains("cache lookup failed") || message.contains("could not open relation with OID")
    }
}
