package import Freshen
package import LedgerSQL
package import PostgresClient

/// The ledger in the CMS's own database, in a schema of its own.
package struct PostgresLedger: LedgerKeeping {
    let session: Session
    private let lookSources: LookSources
    var sources: [ItemSource] { lookSources.now }
    let progress: (String) -> Void
    let failpoint: FailpointReached
    private let step: LookStep
    private let watch: LookWatch?

    /// The ledger of `sources`, every collection of freshen.yaml, in a schema; `progress` gets a text for each step of a look.
    ///
    /// `compiledAgain` compiles the sources once more, after a table was altered; nil: they stay as they are. `observing`
    /// opens a connection over which a look sees who waits for its locks; nil: it keeps them until it is done.
    package init(
        _ connection: Connection, schema: String = LedgerName.schema, sources: [ItemSource],
        compiledAgain: (() throws -> [ItemSource])? = nil,
        observing: (() throws -> Connection)? = nil, progress: @escaping (String) -> Void = { _ in },
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        session = Session(connection: connection, schema: schema)
        lookSources = LookSources(sources, compiledAgain)
        watch = observing.map { LookWatch($0, progress) }
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
    /// The statements after a look are short. They run even where the run was interrupted or its time is over, with two seconds
    /// for each: a delivery that is not stored would be repeated.
    package func look(_ request: LookRequest) throws(Failure) -> LookOutcome {
        if let overrun = request.timeLimit.overrun { throw Failure(.tryAgain, overrun + " before the look") }
        let connection = session.connection
        (connection.heedsInterrupt, connection.statementTimeout) = (true, nil)
        connection.timeLeft = { request.timeLimit.left }
        defer {
            (connection.heedsInterrupt, connection.statementTimeout) = (false, .seconds(10))
            connection.timeLeft = { [unowned connection] in
                connection.isInterrupted ? Self.timeToStore : request.timeLimit.left.map { max($0, Self.timeToStore) }
            }
            connection.whileRunning = nil
        }
        return try translating {
            do {
                let result = try lookUntilDone(request)
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

    /// What a statement after a look has at least, and after an interrupt at most.
    private static let timeToStore = Duration.seconds(2)

    /// How often a look gives way.
    private static let mostTimes = 5

    private static let alwaysAwaited = Failure(
        .tryAgain,
        "the look gave way \(mostTimes) times to sessions that wait for its tables (a migration?): try again later, or with "
            + "--keep-locks, for which they then wait")

    /// Looks, and begins anew where a lock is not free, or where a table was altered after its statements were compiled.
    private func lookUntilDone(_ request: LookRequest) throws -> LookResult {
        let locks = LookLocks(session, patience: request.waitsForLock ? .seconds(30) : .seconds(2))
        var (attempts, timesGaveWay) = (0, 0)
        func compileAgain() throws {
            attempts += 1
            guard attempts < 5 else { throw LookSources.changing }
            try lookSources.compileAgain()
        }
        while true {
            progress("locking " + collectionNames)
            do {
                // BEGIN, the next statement, takes the database's clock.
                let jobClock = request.advancedJobClock
                session.connection.whileRunning = nil
                return try session.transaction(beginStatement(request)) {
                    try checkTables()
                    return try perform(request, jobClock)
                }
            } catch LookObstacle.alteredTable {
                try compileAgain()
            } catch LookObstacle.runLock(let error) {
                progress("waiting for the run lock")
                try locks.waitForRunLock(error)
            } catch let error as PostgresError where error.kind == .gaveWay {
                timesGaveWay += 1
                guard timesGaveWay <= Self.mostTimes else { throw Self.alwaysAwaited }
                progress("giving way to a session that waits for a table")
                try locks.waitForTables(of: sources, error)
            } catch let error as PostgresError where [.lockNotAvailable, .deadlockDetected].contains(error.sqlState) {
                try locks.waitForTables(of: sources, error)
            } catch let error as PostgresError where error.sqlState == .undefinedTable && !error.isAboutLedger {
                try compileAgain()
            }
        }
    }

    /// Throws where a table is not what it was when its statements were compiled; from here on none can change.
    private func checkTables() throws {
        let tables = Dictionary(sources.flatMap(\.tables).map { ($0.oid, $0.state) }) { first, _ in first }
        let known = tables.compactMap { oid, state in state.map { (oid, $0) } }
        guard !known.isEmpty else { return }
        let row = try session.rows(
            """
            SELECT pg_backend_pid() AS process, coalesce(bool_or(known.state
              IS DISTINCT FROM \(SQL(trusted: tableState(of: "known.oid")))), FALSE) AS is_altered
            FROM unnest(\(bind: known.map(\.0))::oid[], \(bind: known.map(\.1))::text[]) AS known(oid, state)
            """)[0]
        if try row.bool("is_altered") { throw LookObstacle.alteredTable }
        guard let watch else { return }
        watch.begin(process: try row.int("process"))
        session.connection.whileRunning = { () throws(PostgresError) in try watch.check() }
    }

    /// `jobClock` is the job's clock as the transaction began.
    private func perform(_ request: LookRequest, _ jobClock: Instant) throws -> LookResult {
        progress("taking the run lock")
        if case .invalidate(let stale) = request.kind {
            return try InvalidateRequest(session: session, request: request, stale: stale).run()
        }
        var capture = try Capture(self, request, jobClock: jobClock)
        var result = try capture.run()
        result.clocks = capture.clocks
        return result
    }

    /// The statement that begins a transaction with one snapshot for all its statements.
    ///
    /// Every setting that changes the text of a value is fixed, because versions are hashes of texts. The watched tables are
    /// locked before the snapshot is taken: after a TRUNCATE or a rewrite an older snapshot sees an empty table.
    private func beginStatement(_ request: LookRequest) -> String {
        let old = session.connection.serverVersion < 140_000
        return
            (["BEGIN ISOLATION LEVEL REPEATABLE READ" + (request.isDryRun ? " READ ONLY" : "")]
            + (session.connection.transactionSettings + sessionSettings + [
                "synchronous_commit = on", LookLocks.timeout,
            ]).map { "SET LOCAL " + $0 } + (old ? [] : ["SET LOCAL client_connection_check_interval = '2s'"])
            + LookLocks.statement(sources))
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
            try session.transaction(session.connection.begin(), body)
        }
    }

    private func checkpointAge() throws -> Duration? {
        try session.rows(
            "SELECT \(.microseconds("clock_timestamp() - captured_at")) AS age FROM freshen.checkpoint"
        ).first?.optionalInt("age").map { .microseconds($0) }
    }
}

/// What a look compares, which is compiled again where a table was altered meanwhile.
private final class LookSources {
    private(set) var now: [ItemSource]
    private let compiled: (() throws -> [ItemSource])?

    init(_ sources: [ItemSource], _ compiledAgain: (() throws -> [ItemSource])?) {
        (now, compiled) = (sources, compiledAgain)
    }

    func compileAgain() throws {
        guard let compiled else { throw Self.changing }
        now = try compiled()
    }

    static let changing = Failure(
        .tryAgain, "tables of the CMS are altered while freshen reads them (a migration?): try again")
}

/// The step that a look has reached, for messages.
private final class LookStep {
    var text = ""
}
