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

    /// Reads libpq's message about the connection.
    ///
    /// libpq does not hand out the code with which a server refuses a login. Asked for verbose messages it writes
    /// `FATAL:  28P01: password …`, and that is where the code is taken from.
    init(connection handle: OpaquePointer) {
        let text = unsafe firstLine(String(cString: PQerrorMessage(handle)))
        if let (state, message) = splitState(text) {
            self.init(kind: .server, sqlState: state, message: message)
        } else if isAboutSettings(text) {
            self.init(
                kind: .server, message: text + ": correct DATABASE_URL, the PG* variables, or the file that they name")
        } else {
            self.init(kind: .connection, message: text.isEmpty ? "the connection to the server failed" : text)
        }
    }
}

/// Whether libpq complains of its settings; trying again would not help.
///
/// Source: `conninfo_add_defaults`, `parseServiceInfo` and `connectOptions2` in PostgreSQL's `fe-connect.c`.
private func isAboutSettings(_ text: String) -> Bool {
    let beginnings = [
        "definition of service", "service file", "syntax error in service file", "line ", "nested service", "invalid ",
        "could not match", "could not parse",
    ]
    return beginnings.contains { text.hasPrefix($0) }
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
