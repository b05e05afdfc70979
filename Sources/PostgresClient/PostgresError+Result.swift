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
        } else {
            self.init(kind: .connection, message: text.isEmpty ? "the connection to the server failed" : text)
        }
    }
}

/// Takes the code out of `…FATAL:  28P01: password …`.
private func splitState(_ text: String) -> (SQLState, String)? {
    let bytes = Array(text.utf8)
    for start in bytes.indices where bytes[start...].starts(with: ":  ".utf8) {
        let code = bytes[(start + 3)...].prefix(5)
        let rest = bytes[code.endIndex...]
        guard code.count == 5, code.allSatisfy(isCodeCharacter), rest.starts(with: ": ".utf8) else { continue }
        let message = bytes[...start] + rest.dropFirst()
        return (SQLState(rawValue: String(decoding: code, as: UTF8.self)), String(decoding: message, as: UTF8.self))
    }
    return nil
}

private func isCodeCharacter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

private func firstLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
}
