internal import CPostgres

extension PostgresError {
    /// Reads every field of a failed result; without a server's code the connection itself has failed.
    init(_ result: borrowing StatementResult) {
        let state = result.field(CPG_DIAG_SQLSTATE).map(SQLState.init(rawValue:))
        let message = result.field(CPG_DIAG_MESSAGE_PRIMARY) ?? result.message
        self.init(kind: state == nil ? .connection : .server, sqlState: state, message: firstLine(message))
        hint = result.field(CPG_DIAG_MESSAGE_HINT)
        table = result.field(CPG_DIAG_TABLE_NAME)
        column = result.field(CPG_DIAG_COLUMN_NAME)
    }

    /// Reads libpq's message about a connection.
    ///
    /// A name may have several addresses, and TLS a second attempt without it. Then libpq writes a line for each attempt,
    /// and the first one that will not pass by itself counts.
    init(connection handle: OpaquePointer) {
        let text = unsafe String(cString: PQerrorMessage(handle))
        let lines = text.split(whereSeparator: \.isNewline).filter { line in
            // Not what follows a message: DETAIL, HINT, LOCATION, and libpq's own hints.
            line.first?.isWhitespace == false && line.prefixMatch(of: #/[A-Z ]+: /#) == nil
        }
        let failures = lines.map { PostgresError(libpq: String($0)) }
        self =
            failures.first { !$0.isTransient } ?? failures.first
            ?? PostgresError(kind: .connection, message: "the connection to the server failed")
    }

    /// Reads one line of libpq's message.
    ///
    /// libpq does not hand out the code with which a server refuses a login. Asked for verbose messages it writes
    /// `FATAL:  28P01: password …`, and that is where the code is taken from.
    private init(libpq line: String) {
        if let (state, message) = splitState(line) {
            self.init(kind: .server, sqlState: state, message: message)
            return
        }
        switch LibpqFailures.remedy(line) {
        case .access: self.init(kind: .server, sqlState: .invalidPassword, message: line)
        case .correction:
            self.init(
                kind: .settings, message: line + ": correct DATABASE_URL, the PG* variables, or the file that they name"
            )
        case .waiting, .fix: self.init(kind: .connection, message: line)
        }
    }
}

/// Takes the code out of `…FATAL:  28P01: password …`.
private func splitState(_ text: String) -> (SQLState, String)? {
    text.firstMatch(of: #/:  ([0-9A-Z]{5}): /#).map { match in
        let message = text[..<match.range.lowerBound] + ": " + text[match.range.upperBound...]
        return (SQLState(rawValue: String(match.1)), String(message))
    }
}

private func firstLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
}
