package import Freshen
package import LedgerSQL
package import PostgresClient

/// The ledger in the CMS's own database, schema `freshen`.
package struct PostgresLedger: LedgerKeeping {
    let session: Session
    let sources: [ItemSource]
    let progress: (String) -> Void
    let reach: FailpointReached

    /// The ledger of `sources`, every collection of the file; `progress` is told what is being done now.
    package init(
        _ connection: Connection, sources: [ItemSource], progress: @escaping (String) -> Void = { _ in },
        reach: @escaping FailpointReached = { _ in }
    ) {
        session = Session(connection: connection)
        self.sources = sources
        self.progress = progress
        self.reach = reach
    }

    /// Looks once, which may take long and ends when the run is interrupted.
    ///
    /// What is noted after it is short, and is noted even then: who has been told must not be told again.
    package func look(_ request: LookRequest) throws(Failure) -> LookOutcome {
        (session.connection.heedsInterrupt, session.connection.statementTimeout) = (true, nil)
        defer { (session.connection.heedsInterrupt, session.connection.statementTimeout) = (false, .seconds(10)) }
        return try translating {
            do {
                let seen = try session.transaction(begin(request)) { try step(request) }
                if !request.isDryRun { reach(.committed) }
                return .finished(seen)
            } catch is Busy {
                return .busy(checkpointAge: try checkpointAge())
            }
        }
    }

    private func step(_ request: LookRequest) throws -> LookResult {
        guard case .invalidate(let stale) = request.kind else { return try Capture(ledger: self, request: request).run() }
        return try Request(session: session, request: request, stale: stale).run()
    }

    /// One snapshot for all statements; what changes a value's text is set, so that it means the same in every session.
    ///
    /// The watched tables are locked before the snapshot is taken: a TRUNCATE or rewrite that commits in between would
    /// show an older snapshot an empty table.
    private func begin(_ request: LookRequest) -> String {
        let tables = Set(sources.flatMap(\.tables).map { $0.name.rendered().text }).sorted()
        let old = session.connection.serverVersion < 140_000
        return
            (["BEGIN ISOLATION LEVEL REPEATABLE READ" + (request.isDryRun ? " READ ONLY" : "")]
            + [
                "TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 1",
                "bytea_output = 'hex'", "row_security = off", "jit = off", "synchronous_commit = on",
                "idle_in_transaction_session_timeout = '10s'", "lock_timeout = '\(request.waitsForLock ? 30 : 2)s'",
            ].map { "SET LOCAL " + $0 } + (old ? [] : ["SET LOCAL client_connection_check_interval = '2s'"])
            + (tables.isEmpty ? [] : ["LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS SHARE MODE"]))
            .joined(separator: "; ")
    }

    private func checkpointAge() throws -> Duration? {
        try session.rows(
            "SELECT \(micros("clock_timestamp() - captured_at")) FROM freshen.checkpoint"
        ).first?.int(0).map { .microseconds($0) }
    }
}

/// Another freshen holds the checkpoint.
struct Busy: Error {}
