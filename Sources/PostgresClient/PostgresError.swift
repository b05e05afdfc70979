/// A failure of a connection or of a statement.
///
/// No field ever holds a connection string or a password.
package struct PostgresError: Error, Hashable, Sendable {
    /// The causes that callers handle differently.
    package enum Kind: Hashable, Sendable {
        /// There is no connection: it could not be made, or it was lost.
        case connection
        /// Refused by the server, or by this client (NUL, unreadable connection string or value); see `sqlState`.
        case server
        /// The deadline passed; the connection is closed.
        case timedOut
        /// The interrupt descriptor became readable; the connection is closed.
        case interrupted
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

    package init(kind: Kind, sqlState: SQLState? = nil, message: String) {
        (self.kind, self.sqlState, self.message) = (kind, sqlState, message)
    }

    /// Whether the same call may succeed later without a correction.
    package var isTransient: Bool {
        switch (sqlState, kind) {
        case ("08"?, _), ("53"?, _): true
        case (.serializationFailure?, _), (.deadlockDetected?, _), (.lockNotAvailable?, _): true
        case (.adminShutdown?, _), (.crashShutdown?, _), (.cannotConnectNow?, _): true
        case (nil, .connection), (_, .timedOut): true
        default: false
        }
    }
}
