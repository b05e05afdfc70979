package import Freshen
package import LedgerSQL
package import PostgresClient

/// The ledger in the CMS's own database, schema `freshen`.
package struct PostgresLedger: LedgerKeeping {
    let session: Session
    let sources: [ItemSource]
    let progress: (String) -> Void
    let failpoint: FailpointReached
    private let step: LookStep

    /// The ledger of `sources`, every collection of freshen.yaml; `progress` gets a text for each step of a look.
    package init(
        _ connection: Connection, sources: [ItemSource], progress: @escaping (String) -> Void = { _ in },
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        session = Session(connection: connection)
        self.sources = sources
        let step = LookStep()
        self.step = step
        self.progress = { text in
            step.text = text
            progress(text)
        }
        self.failpoint = failpoint
    }

    /// Looks once, which may take long and ends when the run is interrupted or its time is over.
    ///
    /// The statements after a look are short. They run even in an interrupted run: a delivery that is not stored would be
    /// repeated.
    package func look(_ request: LookRequest) throws(Failure) -> LookOutcome {
        if let overrun = request.timeLimit.overrun { throw Failure(.tryAgain, overrun + " before the look") }
        let connection = session.connection
        (connection.heedsInterrupt, connection.statementTimeout) = (true, nil)
        connection.timeLeft = { request.timeLimit.left }
        defer {
            (connection.heedsInterrupt, connection.statementTimeout) = (false, .seconds(10))
            connection.timeLeft = { nil }
        }
        return try translating {
            do {
                progress("locking " + collectionNames)
                // BEGIN, the next statement, takes the database's clock.
                let jobClock = request.advancedJobClock
                let result = try session.transaction(beginStatement(request)) { try perform(request, jobClock) }
                if !request.isDryRun { failpoint(.committed) }
                return .finished(result)
            } catch is Busy {
                return .busy(checkpointAge: try checkpointAge())
            } catch let error as PostgresError where error.kind == .interrupted {
                throw Failure(.tryAgain, "\(error.message), \(step.text)")
            } catch let error as PostgresError where error.kind == .timedOut {
                guard let overrun = request.timeLimit.overrun else { throw error }
                throw Failure(
                    .tryAgain,
                    "\(overrun), \(step.text): the look is not finished; a look that needs more time is done by "
                        + "`freshen reconcile`, which has no deadline")
            }
        }
    }

    /// `jobClock` is the job's clock as the transaction began.
    private func perform(_ request: LookRequest, _ jobClock: Instant) throws -> LookResult {
        progress("taking the run lock")
        if case .invalidate(let stale) = request.kind {
            return try InvalidateRequest(session: session, request: request, stale: stale).run()
        }
        var capture = try Capture(self, request)
        var result = try capture.run()
        result.clockOffset = .microseconds(jobClock.microseconds - capture.databaseClock.microseconds)
        return result
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

    /// The first of the watched collections, for messages.
    private var collectionNames: String {
        let names = sources.map(\.name).sorted()
        return names.isEmpty ? "nothing" : names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    }

    /// Runs a statement that is a transaction of its own.
    func run(_ sql: SQL) throws(Failure) { try translating { try session.run(sql) } }

    /// Runs statements in one transaction.
    func inTransaction(_ body: () throws -> Void) throws(Failure) {
        try translating {
            try session.transaction("BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10s'", body)
        }
    }

    private func checkpointAge() throws -> Duration? {
        try session.rows(
            "SELECT \(.microseconds("clock_timestamp() - captured_at")) AS age FROM freshen.checkpoint"
        ).first?.optionalInt("age").map { .microseconds($0) }
    }
}

/// The step that a look has reached, for messages.
private final class LookStep {
    var text = ""
}
