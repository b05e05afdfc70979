internal import CPostgres

/// The only owner of a result of libpq.
@safe struct StatementResult: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes over a result, which is cleared with this value.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }
    var message: String { unsafe String(cString: PQresultErrorMessage(pointer)) }

    func field(_ code: Int32) -> String? {
        unsafe PQresultErrorField(pointer, code).map { unsafe String(cString: $0) }
    }

    /// Copies every value, row by row.
    func rows() throws(PostgresError) -> Rows {
        let (rows, columns) = unsafe (PQntuples(pointer), PQnfields(pointer))
        var values: [String?] = []
        values.reserveCapacity(Int(rows) * Int(columns))
        for row in 0..<rows {
            for column in 0..<columns { values.append(try value(row, column)) }
        }
        return Rows(names: (0..<columns).map { name($0) }, count: Int(rows), values: values)
    }

    private func name(_ column: Int32) -> String { unsafe String(cString: PQfname(pointer, column)) }

    /// Throws for bytes that are not UTF-8, which a SQL_ASCII database may hold: replacing them would make another slug.
    private func value(_ row: Int32, _ column: Int32) throws(PostgresError) -> String? {
        guard unsafe PQgetisnull(pointer, row, column) == 0 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
        if let text = unsafe String(validating: bytes, as: UTF8.self) { return text }
        throw PostgresError(
            kind: .server, sqlState: .characterNotInRepertoire,
            message: "column \"\(name(column))\" holds bytes that are not UTF-8; "
                + "correct the row or the database's encoding")
    }
}
