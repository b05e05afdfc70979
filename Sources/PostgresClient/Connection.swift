internal import CPostgres

/// One session with a PostgreSQL server, used by one thread.
///
/// Every call blocks until it is done, until its deadline or until the interrupt descriptor becomes readable. The last two
/// close the connection, after which every call throws `.connection`.
///
/// A session that was lost outside of a transaction is opened again by the next call, so nothing may be kept in a session.
@safe package final class Connection {
    /// The server's version as libpq writes it, such as 150004 for 15.4.
    package private(set) var serverVersion: Int
    /// The most that one call may take, measured by the client; nil is no limit.
    ///
    /// Then a cancel request is sent to the server, which may take a second more, and the connection is closed.
    package var statementTimeout: Duration?
    /// What is left of the time for all calls together, which shortens `statementTimeout`; nil: no limit.
    package var timeLeft: () -> Duration? = { nil }
    /// How often it is checked, over a new connection, that the server still works on a statement without limit.
    package var livenessInterval = Duration.seconds(30)
    /// Called every half second while a statement runs; the statement ends where it throws, which must be `.gaveWay`.
    ///
    /// After that the session is opened again by the next call, and this is nil.
    package var whileRunning: (() throws(PostgresError) -> Void)?
    /// Whether the interrupt descriptor ends the waits of this connection.
    package var heedsInterrupt = true
    /// Called with each statement and its parameters before it is sent.
    package var trace: ((String, [String?]) -> Void)?

    /// Called after the session was opened again, before it is used; where it throws, the connection is closed for good.
    package var checkAfterOpening: ((Connection) throws(PostgresError) -> Void)?

    /// The server process that the login named; behind a pooler the statements run in others.
    package private(set) var loginProcess: Int

    private let opening: Opening
    private var handle: OpaquePointer?
    /// Whether the session was lost outside of a transaction.
    private var canReopen = false

    /// How a session is opened.
    private struct Opening {
        let settings: ConnectionSettings
        let timeout: Duration
        let interrupt: Int32?
    }

    private init(owning handle: OpaquePointer, _ opening: Opening) {
        unsafe self.handle = handle
        self.opening = opening
        serverVersion = unsafe Int(PQserverVersion(handle))
        loginProcess = unsafe Int(PQbackendPID(handle))
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// Connects to a server and logs in.
    ///
    /// Names are looked up in another thread, within `timeout` and until the interrupt.
    ///
    /// - Parameters:
    ///   - conninfo: a URI or `key=value` pairs; nil for libpq's own environment (`PG*`, service and password files).
    ///   - password: reads the password for each login; nil: that of `conninfo`, or libpq's own.
    ///   - applicationName: the session's name, unless `conninfo` or the environment has another one.
    ///   - timeout: the most that connecting may take, for all hosts together.
    ///   - interrupt: a descriptor that ends any wait of this connection once it is readable; nothing is read from it.
    /// - Returns: the session, which ends when the last reference to it is released.
    /// - Throws: `.server` with a code where the server refused the login, `.connection` where it was not reached.
    package static func open(
        _ conninfo: String?, password: PasswordReading? = nil, applicationName: String, timeout: Duration,
        interrupt: Int32? = nil
    ) throws(PostgresError) -> Connection {
        let settings = try ConnectionSettings(conninfo, password, applicationName: applicationName)
        let handle = try unsafe settings.connect(timeout, interrupt: interrupt)
        return unsafe Connection(
            owning: handle, Opening(settings: settings, timeout: timeout, interrupt: interrupt))
    }

    /// Whether a connection string has a password; false where it cannot be read.
    package static func hasPassword(_ conninfo: String) -> Bool {
        ConnectionSettings.value("password", of: conninfo)?.isEmpty == false
    }

    /// Runs one statement and returns all its rows.
    ///
    /// The parameters are the values of `$1`, `$2`, … as text; the server infers their types. A refused statement leaves
    /// the connection usable. Outside of a transaction it is one of its own, with `transactionSettings`.
    package func query(_ sql: String, _ parameters: [String?] = []) throws(PostgresError) -> Rows {
        guard isLost() || isOutsideTransaction else { return try rows(sql, parameters) }
        try execute(begin())
        do throws(PostgresError) {
            let rows = try rows(sql, parameters)
            try execute("COMMIT")
            return rows
        } catch {
            rollBack()
            throw error
        }
    }

    private func rows(_ sql: String, _ parameters: [String?]) throws(PostgresError) -> Rows {
        var rows = Rows(names: [], count: 0, values: [])
        try exchange(sql, parameters) { result throws(PostgresError) in rows = try result.rows() }
        return rows
    }

    /// Runs any number of statements, separated by semicolons, and drops their results.
    ///
    /// Without a `begin` of their own they are one transaction.
    package func execute(_ sql: String) throws(PostgresError) {
        try exchange(sql, nil) { _ in }
    }

    /// Rolls back the open transaction after a failure that the caller throws.
    ///
    /// Sends nothing where no transaction is open, or where the session is lost: the server then rolls back by itself.
    package func rollBack() {
        if !isLost() && !isOutsideTransaction { try? execute("ROLLBACK") }
    }

    /// Sends a statement and takes all its results, so that the connection is ready for the next statement.
    private func exchange(
        _ sql: String, _ parameters: [String?]?, _ take: (borrowing StatementResult) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        trace?(sql, parameters ?? [])
        if isLost() { try reopen() }
        let isOutside = isOutsideTransaction
        do throws(PostgresError) {
            try exchangeOnce(sql, parameters, take)
        } catch {
            // The session ended while the statement was on its way, or ran: nothing of it is committed.
            guard isOutside, error.sqlState == .idleSessionTimeout || error.sqlState == .adminShutdown else {
                throw error
            }
            try reopen()
            try exchangeOnce(sql, parameters, take)
        }
    }

    private func exchangeOnce(
        _ sql: String, _ parameters: [String?]?, _ take: (borrowing StatementResult) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        guard let handle = unsafe handle else {
            throw PostgresError(kind: .connection, message: "the connection is closed")
        }
        let limit = [statementTimeout, timeLeft()].compactMap { $0 }.min()
        let conversation = unsafe Conversation(
            handle, Wait(limit: limit, interrupt: heedsInterrupt ? opening.interrupt : nil), watch(limit))
        let isOutside = isOutsideTransaction
        do throws(PostgresError) {
            try conversation.send(sql, parameters)
            try conversation.takeResults(take)
        } catch {
            let isStopped = [.timedOut, .interrupted, .gaveWay].contains(error.kind)
            if isStopped { unsafe CancelRequest.send(for: handle) }
            if unsafe error.kind != .server || PQstatus(handle) == CONNECTION_BAD {
                canReopen = isOutside && !isStopped || error.kind == .gaveWay
                // It was about a statement that has ended now.
                if error.kind == .gaveWay { whileRunning = nil }
                close()
            }
            throw error
        }
    }

    /// What is called while a statement runs.
    private func watch(_ limit: Duration?) -> (() throws(PostgresError) -> Void)? {
        guard limit == nil else { return whileRunning }
        let opening = opening
        let liveness = Liveness(process: loginProcess, every: livenessInterval) { () throws(PostgresError) in
            let handle = try unsafe opening.settings.connect(
                min(opening.timeout, .seconds(10)), interrupt: opening.interrupt)
            return unsafe Connection(owning: handle, opening)
        }
        return { [whileRunning] () throws(PostgresError) in
            try whileRunning?()
            try liveness.check()
        }
    }

    /// Whether the database's encoding is SQL_ASCII: its texts may hold any bytes, and its functions count bytes.
    package var isByteEncoded: Bool {
        unsafe PQparameterStatus(handle, "server_encoding").map { unsafe String(cString: $0) } == "SQL_ASCII"
    }

    /// Whether the interrupt has come.
    package var isInterrupted: Bool { opening.interrupt.map { hasInput($0, within: 0) } ?? false }

    var isOutsideTransaction: Bool { unsafe handle.map { unsafe PQtransactionStatus($0) } == PQTRANS_IDLE }

    /// Whether the session is lost and can be opened again.
    ///
    /// A server that ends an idle session sends a message and closes the socket. libpq sees neither until it reads.
    package func isLost() -> Bool {
        guard let handle = unsafe handle else { return canReopen }
        guard isOutsideTransaction else { return false }
        var patience: Int32 = 0
        while unsafe hasInput(PQsocket(handle), within: patience) {
            guard unsafe PQconsumeInput(handle) == 1 else {
                canReopen = true
                close()
                return true
            }
            // The end of the stream follows the server's last message at once. Other messages are rare.
            patience = 50
        }
        return false
    }

    private func reopen() throws(PostgresError) {
        close()
        let limit = [opening.timeout, timeLeft()].compactMap { $0 }.min() ?? opening.timeout
        do throws(PostgresError) {
            let new = try unsafe opening.settings.connect(limit, interrupt: heedsInterrupt ? opening.interrupt : nil)
            unsafe handle = new
            (serverVersion, loginProcess) = unsafe (Int(PQserverVersion(new)), Int(PQbackendPID(new)))
            // While it checks, a session that is lost again is not checked: the check ends with the newest one.
            let check = checkAfterOpening
            checkAfterOpening = nil
            defer { checkAfterOpening = check }
            try check?(self)
        } catch {
            // A server that is gone must not make each of the statements that follow wait for it.
            canReopen = false
            close()
            throw error
        }
    }

    private func close() {
        unsafe PQfinish(handle)
        unsafe handle = nil
    }
}
