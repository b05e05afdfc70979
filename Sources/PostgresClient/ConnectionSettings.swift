internal import CPostgres
internal import Glibc

/// Reads the password of a login; called for each connection that is made.
package typealias PasswordReading = () throws(PostgresError) -> String

/// The parameters of a connection, and the attempt to connect with them.
struct ConnectionSettings {
    private let pairs: [Hosts.Pair]
    private let password: PasswordReading?

    /// Adds defaults, which the caller's string overrides, and the encoding, which it cannot override.
    ///
    /// Throws where the string cannot be parsed. libpq's own message would quote it with its password.
    init(_ conninfo: String?, _ password: PasswordReading?, applicationName: String) throws(PostgresError) {
        if let conninfo, ConnectionSettings.value("dbname", of: conninfo) == nil {
            throw ConnectionSettings.unreadable
        }
        let defaults = [
            ("fallback_application_name", applicationName),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        pairs = defaults + (conninfo.map { [("dbname", $0)] } ?? []) + [("client_encoding", "UTF8")]
        self.password = password
    }

    /// Connects within `limit` to the first host that answers, and returns a connection, which the caller owns.
    ///
    /// It is in non-blocking mode. Each host gets an equal share of the time that is left, at most `connect_timeout`. A
    /// refusal that would not pass by itself ends the attempt, as libpq ends it.
    func connect(_ limit: Duration, interrupt: Int32?) throws(PostgresError) -> OpaquePointer {
        let pairs = pairs + (try password.map { read throws(PostgresError) in [("password", try read())] } ?? [])
        let hosts = try Hosts(pairs)
        // Before a name is resolved: it may be a part of a password.
        guard !Self.isMisread(host: hosts["host"], database: hosts["dbname"], port: hosts["port"]) else {
            throw ConnectionSettings.unreadable
        }
        return try unsafe first(of: hosts.overrides, limit) {
            override, share throws(PostgresError) -> OpaquePointer in
            let each = try hosts.addresses(of: override) { host throws(PostgresError) in
                try addresses(of: host, within: share, interrupt: interrupt)
            }
            return try unsafe first(of: each, share) { address, share throws(PostgresError) -> OpaquePointer in
                let wait = Wait(limit: min(share, hosts.limit ?? share), interrupt: interrupt)
                return try unsafe connect(pairs + override + address, wait)
            }
        }
    }

    /// Tries one entry after the other; a failure that would not pass by itself ends it.
    private func first(
        of entries: [[Hosts.Pair]], _ limit: Duration,
        _ attempt: ([Hosts.Pair], Duration) throws(PostgresError) -> OpaquePointer
    ) throws(PostgresError) -> OpaquePointer {
        let end = SuspendingClock.now + limit
        var failures: [PostgresError] = []
        for (index, entry) in entries.enumerated() {
            let left = failures.isEmpty ? limit : max(.zero, end - .now)
            do throws(PostgresError) {
                return try unsafe attempt(entry, left / (entries.count - index))
            } catch {
                failures.append(error)
                guard error.isTransient else { throw error }
            }
        }
        guard var failure = failures.last else { throw PostgresError(kind: .settings, message: "there is no host") }
        failure.message = failures.map(\.message).joined(separator: "; ")
        throw failure
    }

    private func connect(_ pairs: [Hosts.Pair], _ wait: Wait) throws(PostgresError) -> OpaquePointer {
        guard let handle = unsafe startConnecting(pairs) else {
            throw PostgresError(kind: .connection, message: "libpq has no memory for a connection")
        }
        unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        do throws(PostgresError) {
            try unsafe poll(handle, wait)
        } catch {
            var error = error
            error.isLogin = true
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
        var error = unsafe PostgresError(connection: handle)
        guard unsafe PQconnectionNeedsPassword(handle) == 1 else { return error }
        // The server asked for a password, and libpq had none to send.
        (error.kind, error.sqlState) = (.server, .invalidPassword)
        return error
    }

    /// A setting of a connection string, empty where it has none; nil: the string cannot be read.
    static func value(_ keyword: String, of conninfo: String) -> String? {
        var message: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(conninfo, &message)
        defer { _ = unsafe (PQconninfoFree(options), PQfreemem(message)) }
        guard var option = unsafe options else { return nil }
        while let name = unsafe option.pointee.keyword {
            if unsafe String(cString: name) == keyword {
                return unsafe option.pointee.val.map { unsafe String(cString: $0) } ?? ""
            }
            unsafe option += 1
        }
        return ""
    }

    /// Whether libpq read a part of a password as host, port or database, which its messages then quote.
    ///
    /// It does so in a URI with the part of a password after an unencoded `@` or `/`.
    private static func isMisread(_ handle: OpaquePointer) -> Bool {
        let text = { (pointer: UnsafeMutablePointer<CChar>?) in
            unsafe pointer.map { unsafe String(cString: $0) } ?? ""
        }
        return unsafe isMisread(host: text(PQhost(handle)), database: text(PQdb(handle)), port: text(PQport(handle)))
    }

    private static func isMisread(host: String, database: String, port: String) -> Bool {
        host.dropFirst().contains("@") || database.contains { $0 == "@" || $0 == "=" || $0 == "/" }
            || port.contains { !$0.isNumber && $0 != "," }
    }

    private static let unreadable = PostgresError(
        kind: .settings,
        message: "the connection string cannot be read; write it as postgresql://user:password@host/database with"
            + " @ : / ? # % in the password percent-encoded, or as key=value pairs with quoted values")
}
