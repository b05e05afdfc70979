/// The rights of a database role that may not read a whole table: it may read no column, or only some.
///
/// Such a role cannot lock the table either, because LOCK TABLE asks for a right to the whole table.
struct ColumnRights: Sendable, Equatable, Codable {
    /// A column that it may not read; `quoted` is the name as a statement for people writes it.
    struct Unreadable: Sendable, Equatable, Codable {
        let name: String
        let quoted: String
    }

    /// The columns without the right to read them, then the system columns that freshen reads.
    let unreadable: [Unreadable]
    /// Whether it may read any column.
    let hasAny: Bool
    /// The table with its schema, and the role, both quoted only where they must be.
    let table: String
    let role: String

    /// The system columns that statements read of a table whose rows are watched.
    static let ofVersions = ["xmin", "ctid"]

    func allows(_ column: String) -> Bool { !unreadable.contains { $0.name == column } }

    /// The GRANT without which these columns cannot be read; nil: all of them can.
    ///
    /// A role that may read nothing of the table needs the whole of it, but never that of users: it holds their passwords.
    func missingGrant(_ names: Set<String>, isOfUsers: Bool) -> String? {
        let missing = unreadable.filter { names.contains($0.name) }.map(\.quoted)
        guard !missing.isEmpty else { return nil }
        let columns = hasAny || isOfUsers ? " (\(missing.joined(separator: ", ")))" : ""
        return "GRANT SELECT\(columns) ON \(table) TO \(role)"
    }
}
