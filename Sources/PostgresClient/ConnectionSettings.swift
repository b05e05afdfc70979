internal import CPostgres
internal import Glibc

/// The parameters of a connection, and the attempt to connect with them.
struct ConnectionSettings {
    private let pairs: [(keyword: String, value: String)]

    /// Adds defaults, which the caller's string overrides, and the encoding, which it cannot override.
    ///
    /// Throws where the string cannot be parsed. libpq's own message would quote it with its password.
    init(_ conninfo: String?, applicationName: String) throws(PostgresError) {
        if let conninfo, !ConnectionSettings.isReadable(conninfo) { throw ConnectionSettings.unreadable }
        let defaults = [
            ("fallback_application_name", applicationName),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        pairs = defaults + (conninfo.map { [("dbname", $0)] } ?? []) + [("client_encoding", "UTF8")]
    }

    /// Connects, waiting by `wait`, and returns a connection in non-blocking mode, which the caller owns.
    func connect(_ wait: Wait) throws(PostgresError) -> OpaquePointer {
        let handle = unsafe withCStrings(pairs.map(\.keyword) + [nil]) { keywords in
            unsafe withCStrings(pairs.map(\.value) + [nil]) { unsafe PQconnectStartParams(keywords, $0, 1) }
        }
        guard let handle = unsafe handle else {
            throw PostgresError(kind: .connection, message: "libpq has no memory for a connection")
        }
        unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        do throws(PostgresError) {
            try unsafe poll(handle, wait)
        } catch {
            var error = error
            // libpq's own messages name the server already.
            if [.timedOut, .interrupted].contains(error.kind) {
                error.message += unsafe ", connecting to \(ConnectionSettings.server(of: handle))"
            }
            unsafe PQfinish(handle)
            throw error
        }
        return unsafe handle
    }

    /// The host and port that were tried last.
    private static func server(of handle: OpaquePointer) -> String {
        let text = { (pointer: UnsafeMutablePointer<CChar>?) in
            unsafe pointer.map { unsafe String(cString: $0) } ?? ""
        }
        guard unsafe !isMisread(handle) else { return "the database" }
        return unsafe [text(PQhost(handle)), text(PQport(handle))].filter { !$0.isEmpty }.joined(separator: ":")
    }

    private func poll(_ handle: OpaquePointer, _ wait: Wait) throws(PostgresError) {
        var events = POLLOUT
        while unsafe PQstatus(handle) != CONNECTION_BAD {
            // With several hosts the socket of one step is not that of the step before.
            _ = try unsafe wait(events, on: PQsocket(handle))
            switch unsafe PQconnectPoll(handle) {
            case PGRES_POLLING_READING: events = POLLIN
            case PGRES_POLLING_WRITING: events = POLLOUT
            case PGRES_POLLING_OK where unsafe PQsetnonblocking(handle, 1) == 0: return
            default: throw unsafe failure(of: handle)
            }
        }
        throw unsafe failure(of: handle)
    }

    private func failure(of handle: OpaquePointer) -> PostgresError {
        if unsafe ConnectionSettings.isMisread(handle) { return ConnectionSettings.unreadable }
        let error = unsafe PostgresError(connection: handle)
        guard unsafe PQconnectionNeedsPassword(handle) == 1 else { return error }
        // The server asked for a password, and libpq had none to send.
        return PostgresError(kind: .server, sqlState: .invalidPassword, message: error.message)
    }

    private static func isReadable(_ conninfo: String) -> Bool {
        var message: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(conninfo, &message)
        unsafe PQconninfoFree(options)
        unsafe PQfreemem(message)
        return unsafe options != nil
    }

    /// Whether libpq read a part of a password as host, port or database, which its messages then quote.
    ///
    /// It does so in a URI with the part of a password after an unencoded `@` or `/`.
    private static func isMisread(_ handle: OpaquePointer) -> Bool {
        let text = { (pointer: UnsafeMutablePointer<CChar>?) in
            unsafe pointer.map { unsafe String(cString: $0) } ?? ""
        }
        let (host, database, port) = unsafe (text(PQhost(handle)), text(PQdb(handle)), text(PQport(handle)))
        return host.dropFirst().contains("@") || database.contains { $0 == "@" || $0 == "=" || $0 == "/" }
            || port.contains { !$0.isNumber && $0 != "," }
    }

    private static let unreadable = PostgresError(
        kind: .server,
        message: "the connection string cannot be read; write it as postgresql://user:password@host/database with"
            + " @ : / ? # % in the password percent-encoded, or as key=value pairs with quoted values")
}
