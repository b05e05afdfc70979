internal import Freshen

/// The columns that the statements of one source read, of those tables that the database role may not read in full.
final class ReadColumns {
    private var columns: [String: (table: Table, names: Set<String>)] = [:]

    /// Notes columns that a statement names, system columns among them.
    func note(_ names: [String], of table: Table) {
        guard table.rights != nil else { return }
        columns[table.oid, default: (table, [])].names.formUnion(names)
    }

    /// Throws a refusal with one GRANT for each table of which a column is read without the right to it.
    func check() throws(Failure) {
        let missing = columns.values.compactMap { table, names in
            table.rights.flatMap { rights in
                rights.missingGrant(names, isOfUsers: table.name == "directus_users").map { (rights.table, $0) }
            }
        }.sorted { $0.0 < $1.0 }
        guard !missing.isEmpty else { return }
        let (names, grants) = (missing.map(\.0), missing.map(\.1))
        throw Failure(
            .refused, "no right to read \(names.joined(separator: ", ")): \(grants.joined(separator: "; "))\(warning)")
    }

    /// What is added where a GRANT would make secrets readable: a wildcard asks for them, no page.
    private var warning: String {
        let users = columns.values.first { $0.table.name == "directus_users" }
        let asked = Self.secrets.filter { name in
            users?.names.contains(name) == true && users?.table.rights?.allows(name) == false
        }
        guard !asked.isEmpty else { return "" }
        let secrets = asked.joined(separator: " and ")
        return " (better name the fields of users in place of *: \(secrets) must stay unreadable)"
    }

    private static let secrets = ["password", "token", "tfa_secret", "auth_data"]
}
