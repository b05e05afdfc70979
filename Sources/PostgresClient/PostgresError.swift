/// A failure of a connection or of a statement.
///
/// No field ever holds a connection string or a password.
package struct PostgresError: Error, Hashable, Sendable {
    /// The causes that callers handle differently.
    package enum Kind: Hashable, Sendable {
        /// There is no connection: it could not be made, or it was lost.
        case connection
        /// Refused by the server, or by this client (NUL, unreadable value); see `sqlState`.
        case server
        /// Settings with which no connection can be made; the message says what to correct.
        case settings
        /// The deadline passed; the connection is closed.
        case timedOut
        /// The interrupt descriptor became readable; the connection is closed.
        case interrupted
        /// `Connection.whileRunning` ended the statement; the next call opens the session again.
        case gaveWay
    }

    /// What ended the call.
    package var kind: Kind
    /// The server's code, or the code that fits a failure found by this client; nil: there is none.
    package var sqlState: SQLState?
    /// One line without a newline: the first line of the server's primary message, or of libpq's.
    package var message: String
    /// The server's suggestion.
    package var hint: String?
    /// The table concerned.
    package var table: String?
    /// The column concerned.
    package var column: String?

    /// Whether the login failed, not a statement.
    package var isLogin = false

    package init(kind: Kind, sqlState: SQLState? = nil, message: String) {
        (self.kind, self.sqlState, self.message) = (kind, sqlState, message)
    }

    /// What helps: the row of the table of failures that fits.
    package var remedy: Remedy {
        switch kind {
        case .timedOut, .interrupted, .gaveWay, .connection: .waiting
        case .settings: .correction
        case .server: FailureTable.row(self)?.remedy ?? .waiting
        }
    }

    /// What happened, and what to do; a state that no row names is printed.
    package var explanation: String {
        switch kind {
        case .interrupted, .gaveWay, .settings: message
        case .timedOut where !isLogin:
            "\(details): it may be overloaded or unreachable, or another session may hold a lock that freshen needs "
                + "(pg_stat_activity shows who waits)"
        case .connection, .timedOut: "the database cannot be reached: \(details)"
        case .server: serverExplanation
        }
    }

    private var serverExplanation: String {
        let state = sqlState.map { " [\($0.rawValue)]" } ?? ""
        guard let row = FailureTable.row(self) else { return "PostgreSQL answered: \(details)\(state)" }
        let hint = row.remedy == .access ? hint.map { " (\($0))" } ?? "" : ""
        return "\(row.meaning): \(details)\(hint)" + (row.remedy == .fix ? state : "")
            + (row.advice.isEmpty ? "" : "; " + row.advice)
    }

    private var details: String {
        let place = [table.map { "table \($0)" }, column.map { "column \($0)" }].compactMap { $0 }
        return ([message] + place).joined(separator: ", ")
    }

    /// Whether the same call may succeed later without a correction.
    package var isTransient: Bool { kind != .interrupted && remedy == .waiting }
}
