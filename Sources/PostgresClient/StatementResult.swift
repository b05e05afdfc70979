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
    var rowCount: Int { unsafe Int(PQntuples(pointer)) }

    var names: [String] {
        unsafe (0..<PQnfields(pointer)).map { unsafe String(cString: PQfname(pointer, $0)) }
    }

    func field(_ code: Int32) -> String? {
        unsafe PQresultErrorField(pointer, code).map { unsafe String(cString: $0) }
    }

    /// Copies every value, row by row.
    func values() throws(PostgresError) -> [String?] {
        let columns = unsafe PQnfields(pointer)
        var values: [String?] = []
        values.reserveCapacity(rowCount * Int(columns))
        for row in unsafe 0..<PQntuples(pointer) {
            for column in 0..<columns { values.append(try value(row, column)) }
        }
        return values
    }

    /// Throws for bytes that are not UTF-8, which a SQL_ASCII database may hold: replacing them would make another slug.
    private func value(_ row: Int32, _ column: Int32) throws(PostgresError) -> String? {
        guard unsafe PQgetisnull(pointer, row, column) == 0 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
        if let text = unsafe String(validating: bytes, as: UTF8.self) { return text }
        let name = unsafe String(cString: PQfname(pointer, column))
        throw PostgresError(
            kind: .server, sqlState: .characterNotInRepertoire,
            message: "column \"\(name)\" holds bytes that are not UTF-8; correct the row or the database's encoding")
    }
}
