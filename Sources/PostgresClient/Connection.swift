internal import CPostgres

/// One session with a PostgreSQL server, used by one thread.
///
/// Every call blocks until it is done, until its deadline or until the interrupt descriptor becomes readable. The last two
/// close the connection, after which every call throws `.connection`.
@safe package final class Connection {
    /// The server's version as libpq writes it, such as 150004 for 15.4.
    package let serverVersion: Int
    /// The most that one call may take, measured by the client; nil is no limit.
    ///
    /// Then a cancel request is sent to the server, which may take a second more, and the connection is closed.
    package var statementTimeout: Duration?
    /// What is left of the time for all calls together, which shortens `statementTimeout`; nil: no limit.
    package var timeLeft: () -> Duration? = { nil }
    /// Whether the interrupt descriptor ends the waits of this connection.
    package var heedsInterrupt = true
    /// Called with each statement and its parameters before it is sent.
    package var trace: ((String, [String?]) -> Void)?

    /// The server process that the login named; behind a pooler the statements run in others.
    package let loginProcess: Int

    private let interrupt: Int32?
    private var handle: OpaquePointer?

    private init(owning handle: OpaquePointer, interrupt: Int32?) {
        unsafe self.handle = handle
        self.interrupt = interrupt
        serverVersion = unsafe Int(PQserverVersion(handle))
        loginProcess = unsafe Int(PQbackendPID(handle))
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// Connects to a server and logs in.
    ///
    /// libpq resolves names in a call that observes neither deadline nor interrupt.
    ///
    /// - Parameters:
    ///   - conninfo: a URI or `key=value` pairs; nil for libpq's own environment (`PG*`, service and password files).
    ///   - applicationName: the session's name, unless `conninfo` or the environment has another one.
    ///   - timeout: the most that connecting may take, for all hosts together.
    ///   - interrupt: a descriptor that ends any wait of this connection once it is readable; nothing is read from it.
    /// - Returns: the session, which ends when the last reference to it is released.
    /// - Throws: `.server` with a code where the server refused the login, `.connection` where it was not reached.
    package static func open(
        _ conninfo: String?, applicationName: String, timeout: Duration, interrupt: Int32? = nil
    ) throws(PostgresError) -> Connection {
        let settings = try ConnectionSettings(conninfo, applicationName: applicationName)
        let handle = try unsafe settings.connect(Wait(limit: timeout, interrupt: interrupt))
        return unsafe Connection(owning: handle, interrupt: interrupt)
    }

    /// Runs one statement and returns all its rows.
    ///
    /// The parameters are the values of `$1`, `$2`, … as text; the server infers their types. A refused statement leaves
    /// the connection usable.
    package func query(_ sql: String, _ parameters: [String?] = []) throws(PostgresError) -> Rows {
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

    /// Sends a statement and takes all its results, so that the connection is ready for the next statement.
    private func exchange(
        _ sql: String, _ parameters: [String?]?, _ take: (borrowing StatementResult) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        trace?(sql, parameters ?? [])
        guard let handle = unsafe handle else {
            throw PostgresError(kind: .connection, message: "the connection is closed")
        }
        let limit = [statementTimeout, timeLeft()].compactMap { $0 }.min()
        let conversation = unsafe Conversation(
            handle, Wait(limit: limit, interrupt: heedsInterrupt ? interrupt : nil))
        do throws(PostgresError) {
            try conversation.send(sql, parameters)
            try conversation.takeResults(take)
        } catch {
            if error.kind == .timedOut || error.kind == .interrupted { unsafe CancelRequest.send(for: handle) }
            if unsafe error.kind != .server || PQstatus(handle) == CONNECTION_BAD {
                unsafe PQfinish(handle)
                unsafe self.handle = nil
            }
            throw error
        }
    }
}
