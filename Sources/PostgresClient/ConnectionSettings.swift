internal import CPostgres
internal import Glibc

/// What libpq is told in order to connect, and the connecting itself.
struct ConnectionSettings {
    private let pairs: [(keyword: String, value: String)]

    /// Puts our defaults before the caller's string, which overrides them, and what must hold behind it.
    ///
    /// Throws where the string cannot be parsed. libpq's own message would quote it, password and all.
    init(_ conninfo: String?, applicationName: String) throws(PostgresError) {
        if let conninfo, !ConnectionSettings.isReadable(conninfo) { throw ConnectionSettings.unreadable }
        let defaults = [
            ("fallback_application_name", applicationName),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        pairs = defaults + (conninfo.map { [("dbname", $0)] } ?? []) + [("client_encoding", "UTF8")]
    }

    /// Connects without blocking and returns a connection in non-blocking mode, which the caller owns.
    func connect(_ wait: Wait) throws(PostgresError) -> OpaquePointer {
        guard let handle = start() else {
            throw PostgresError(kind: .connection, message: "libpq has no memory for a connection")
        }
        do throws(PostgresError) {
            try poll(handle, wait)
        } catch {
            PQfinish(handle)
            throw error
        }
        return handle
    }

    private func start() -> OpaquePointer? {
        let handle = withCStrings(pairs.map(\.keyword) + [nil]) { keywords in
            withCStrings(pairs.map(\.value) + [nil]) { values in PQconnectStartParams(keywords, values, 1) }
        }
        guard let handle else { return nil }
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        return handle
    }

    private func poll(_ handle: OpaquePointer, _ wait: Wait) throws(PostgresError) {
        var events = POLLOUT
        while PQstatus(handle) != CONNECTION_BAD {
            // With several hosts the socket of one step is not that of the step before.
            _ = try wait(events, on: PQsocket(handle))
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_READING: events = POLLIN
            case PGRES_POLLING_WRITING: events = POLLOUT
            case PGRES_POLLING_OK where PQsetnonblocking(handle, 1) == 0: return
            default: throw failure(of: handle)
            }
        }
        throw failure(of: handle)
    }

    private func failure(of handle: OpaquePointer) -> PostgresError {
        if ConnectionSettings.isMisread(handle) { return ConnectionSettings.unreadable }
        let error = PostgresError(connection: handle)
        guard PQconnectionNeedsPassword(handle) == 1 else { return error }
        // libpq gave up by itself: the server asked for a password, and there was none to send.
        return PostgresError(kind: .server, sqlState: .invalidPassword, message: error.message)
    }

    private static func isReadable(_ conninfo: String) -> Bool {
        var message: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(conninfo, &message)
        PQconninfoFree(options)
        PQfreemem(message)
        return options != nil
    }

    /// Tells whether libpq took a part of a password for something else, which its messages then quote.
    ///
    /// In a URI an unencoded `@` or `/` in the password moves its end into the host, the port or the database's name.
    private static func isMisread(_ handle: OpaquePointer) -> Bool {
        let text = { (pointer: UnsafeMutablePointer<CChar>?) in pointer.map { String(cString: $0) } ?? "" }
        return text(PQhost(handle)).dropFirst().contains("@")
            || text(PQdb(handle)).contains { $0 == "@" || $0 == "=" || $0 == "/" }
            || text(PQport(handle)).contains { !$0.isNumber && $0 != "," }
    }

    private static let unreadable = PostgresError(
        kind: .server,
        message: "the connection string cannot be read; write it as postgresql://user:password@host/database with"
            + " @ : / ? # % in the password percent-encoded, or as key=value pairs with quoted values")
}
