internal import CPostgres
internal import Glibc

/// Sends one statement on a non-blocking connection and receives its results.
@safe struct Conversation {
    private let handle: OpaquePointer
    private let wait: Wait
    /// How long one `poll` may take in milliseconds: with TLS, data may lie in the TLS library, where `poll` does not see it.
    private let slice: Int32
    private let whileRunning: (() throws(PostgresError) -> Void)?

    /// `whileRunning` is called every half second while the server is busy.
    init(_ handle: OpaquePointer, _ wait: Wait, _ whileRunning: (() throws(PostgresError) -> Void)?) {
        unsafe self.handle = handle
        self.wait = wait
        self.whileRunning = whileRunning
        slice = unsafe whileRunning != nil || PQsslInUse(handle) == 1 ? 500 : .max
    }

    /// Sends a statement with its parameters; where these are nil, any number of statements.
    func send(_ sql: String, _ parameters: [String?]?) throws(PostgresError) {
        for (index, parameter) in (parameters ?? []).enumerated() where parameter?.utf8.contains(0) == true {
            throw holdsNUL("parameter $\(index + 1)")
        }
        if sql.utf8.contains(0) { throw holdsNUL("the statement") }
        if let parameters {
            let sent = unsafe withCStrings(parameters) { values in
                unsafe PQsendQueryParams(handle, sql, Int32(clamping: parameters.count), nil, values, nil, nil, 0)
            }
            try check(sent)
        } else {
            try unsafe check(PQsendQuery(handle, sql))
        }
        try flush()
    }

    /// Takes every result until libpq has no more, and throws the first failure only then.
    ///
    /// libpq would otherwise return the remaining results for the next statement.
    func takeResults(_ take: (borrowing StatementResult) throws(PostgresError) -> Void) throws(PostgresError) {
        var failure: PostgresError?
        do throws(PostgresError) {
            while let result = try nextResult() {
                guard failure == nil else { continue }
                do throws(PostgresError) { try accept(result, take) } catch {
                    if error.kind != .server { throw error }
                    failure = error
                }
            }
        } catch {
            throw failure ?? error
        }
        if let failure { throw failure }
    }

    private func accept(
        _ result: borrowing StatementResult, _ take: (borrowing StatementResult) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        switch result.status {
        case PGRES_TUPLES_OK: try take(result)
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            throw PostgresError(kind: .connection, message: "COPY is not supported: use a query or psql")
        default: throw PostgresError(result)
        }
    }

    private func nextResult() throws(PostgresError) -> StatementResult? {
        while unsafe PQisBusy(handle) == 1 {
            _ = try unsafe wait(POLLIN, on: PQsocket(handle), slice: slice)
            try unsafe check(PQconsumeInput(handle))
            try whileRunning?()
        }
        return unsafe PQgetResult(handle).map { unsafe StatementResult(owning: $0) }
    }

    /// Reads while it writes, because a server that is blocked while it sends would never read the rest.
    private func flush() throws(PostgresError) {
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                let ready = try unsafe wait(POLLIN | POLLOUT, on: PQsocket(handle))
                if ready & POLLIN != 0 { try unsafe check(PQconsumeInput(handle)) }
            default: throw unsafe PostgresError(connection: handle)
            }
        }
    }

    private func check(_ status: Int32) throws(PostgresError) {
        guard status == 1 else { throw unsafe PostgresError(connection: handle) }
    }

    private func holdsNUL(_ place: String) -> PostgresError {
        PostgresError(
            kind: .server, sqlState: .characterNotInRepertoire,
            message: "\(place) holds a NUL character, which PostgreSQL cannot store; remove it")
    }
}
