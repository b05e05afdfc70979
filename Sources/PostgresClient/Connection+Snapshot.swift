extension Connection {
    /// The settings of each transaction, to be written after `SET LOCAL`.
    ///
    /// A role or a server may have limits for the statements of an application, which a long comparison exceeds; the client
    /// has its own limits. A transaction in which it hangs is ended by the server all the same.
    ///
    /// The search path has PostgreSQL's own schema alone. A function or operator that others made in `public`, or before
    /// `pg_catalog` in the role's path, would else be called in place of PostgreSQL's, with the rights of this role.
    package var transactionSettings: [String] {
        ["search_path = pg_catalog, pg_temp", "statement_timeout = 0", "idle_in_transaction_session_timeout = '10s'"]
            + (serverVersion < 170_000 ? [] : ["transaction_timeout = 0"])
    }

    /// An SQL expression for the schemas on the session's own search path, a JSON array of texts; within `inSnapshot` alone.
    package static let sessionPath = "current_setting('session.search_path')::jsonb"

    private static let savesPath = """
        SELECT pg_catalog.set_config('session.search_path',
          pg_catalog.to_jsonb(pg_catalog.current_schemas(FALSE))::pg_catalog.text, TRUE)
        """

    /// The statement that begins a transaction with its settings.
    package func begin(_ modes: String = "") -> String {
        (["BEGIN \(modes)"] + transactionSettings.map { "SET LOCAL " + $0 }).joined(separator: "; ")
    }

    /// Runs `body` in one read-only transaction, so that all its statements see the same state of the database.
    ///
    /// It begins anew where a lock is not free for 100 ms, or where what it reads is dropped meanwhile, for two seconds
    /// in all. So it never holds a lock for long while it waits for another, and a migration that waits for one of its
    /// locks never becomes the victim of a deadlock.
    ///
    /// `settings` hold for the transaction besides its own, each as `name = value`. Within a transaction `body` runs in that
    /// one.
    package func inSnapshot<Result>(_ settings: [String] = [], _ body: () throws -> Result) throws -> Result {
        guard isLost() || isOutsideTransaction else { return try body() }
        let end = ContinuousClock.now + .seconds(2)
        let all = transactionSettings + ["lock_timeout = '100ms'", "jit = off"] + settings
        let begin =
            (["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Self.savesPath] + all.map { "SET LOCAL " + $0 })
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
