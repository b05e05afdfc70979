package import Freshen
package import LedgerSQL
package import PostgresClient

/// The ledger in the CMS's own database, schema `freshen`.
package struct PostgresLedger: LedgerKeeping {
    let session: Session
    let sources: [ItemSource]
    let progress: (String) -> Void
    let failpoint: FailpointReached

    /// The ledger of `sources`, every collection of freshen.yaml; `progress` gets a text for each step of a look.
    package init(
        _ connection: Connection, sources: [ItemSource], progress: @escaping (String) -> Void = { _ in },
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        session = Session(connection: connection)
        self.sources = sources
        self.progress = progress
        self.failpoint = failpoint
    }

    /// Looks once, which may take long and ends when the run is interrupted.
    ///
    /// The statements after a look are short. They run even in an interrupted run: a delivery that is not stored would be
    /// repeated.
    package func look(_ request: LookRequest) throws(Failure) -> LookOutcome {
        (session.connection.heedsInterrupt, session.connection.statementTimeout) = (true, nil)
        defer { (session.connection.heedsInterrupt, session.connection.statementTimeout) = (false, .seconds(10)) }
        return try translating {
            do {
                let result = try session.transaction(beginStatement(request)) { try perform(request) }
                if !request.isDryRun { failpoint(.committed) }
                return .finished(result)
            } catch is Busy {
                return .busy(checkpointAge: try checkpointAge())
            }
        }
    }

    private func perform(_ request: LookRequest) throws -> LookResult {
        if case .invalidate(let stale) = request.kind {
            return try InvalidateRequest(session: session, request: request, stale: stale).run()
        }
        var capture = try Capture(self, request)
        return try capture.run()
    }

    /// The statement that begins a transaction with one snapshot for all its statements.
    ///
    /// Every setting that changes the text of a value is fixed, because versions are hashes of texts. The watched tables are
    /// locked before the snapshot is taken: after a TRUNCATE or a rewrite an older snapshot sees an empty table.
    private func beginStatement(_ request: LookRequest) -> String {
        let tables = Set(sources.flatMap(\.tables).map { $0.name.rendered().text }).sorted()
        let old = session.connection.serverVersion < 140_000
        return
            (["BEGIN ISOLATION LEVEL REPEATABLE READ" + (request.isDryRun ? " READ ONLY" : "")]
            + (sessionSettings + [
                "synchronous_commit = on", "idle_in_transaction_session_timeout = '10s'",
                "lock_timeout = '\(request.waitsForLock ? 30 : 2)s'",
            ]).map { "SET LOCAL " + $0 } + (old ? [] : ["SET LOCAL client_connection_check_interval = '2s'"])
            + (tables.isEmpty ? [] : ["LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS SHARE MODE"]))
            .joined(separator: "; ")
    }

    /// Runs a statement that is a transaction of its own.
    func run(_ sql: SQL) throws(Failure) { try translating { try session.run(sql) } }

    /// Runs statements in one transaction.
    func inTransaction(_ body: () throws -> Void) throws(Failure) {
        try translating { try session.transaction("BEGIN", body) }
    }

    private func checkpointAge() throws -> Duration? {
        try session.rows(
            "SELECT \(.microseconds("clock_timestamp() - captured_at")) AS age FROM freshen.checkpoint"
        ).first?.optionalInt("age").map { .microseconds($0) }
    }
}
