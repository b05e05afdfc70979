internal import Freshen
internal import LedgerSQL
internal import PostgresClient
internal import Text

/// A row of `directus_permissions` for the action read.
struct PermissionRow: Sendable, Equatable, Codable {
    /// The collection that it is about.
    let collection: String
    /// Which items, as JSON; nil: all.
    let rule: String?
    /// Which fields, with commas between them.
    let fields: String?

    /// The read permissions of a reader in the CMS; nil: the reader is an administrator, who may read everything.
    ///
    /// Throws a configuration failure for a policy that does not exist, or is limited to IP addresses (`ip_access`), and a
    /// refusal where a table may not be read.
    static func rows(
        of reader: APIReader, from connection: Connection, _ columns: DirectusColumns
    ) throws -> [PermissionRow]? {
        let needed =
            [
                ("directus_policies", ["id", "name", "ip_access", "admin_access"]),
                ("directus_permissions", ["id", "collection", "permissions", "fields", "action", "policy"]),
            ] + (reader.policyNames == nil ? [("directus_access", ["policy", "role", "user"])] : [])
        for (table, names) in needed {
            try columns.require(names, of: table, for: "reader", at: reader.place, connection)
        }
        let policies = try connection.query(
            """
            SELECT id, name, ip_access, admin_access FROM \(columns.fullName(of: "directus_policies")) WHERE \(reader.policyNames == nil
              ? "$1::text[] IS NULL AND id IN (SELECT policy FROM \(columns.fullName(of: "directus_access")) WHERE role IS NULL AND \"user\" IS NULL)"
              : "name = ANY($1::text[])")
            """, [reader.policyNames.map { arrayLiteral($0.map(\.value)) }])
        let found = Set(policies.compactMap { $0["name"] })
        for name in reader.policyNames ?? [] where !found.contains(name.value) {
            let known = try connection.query(
                "SELECT name FROM \(columns.fullName(of: "directus_policies")) ORDER BY name")
            let hint = didYouMean(name.value, among: known.compactMap { $0["name"] })
            throw Failure.configuration("there is no policy \(name.value)\(hint)", at: name.place)
        }
        if let restricted = policies.first(where: { $0["ip_access"]?.isEmpty == false }) {
            throw Failure.configuration(
                "the policy \(restricted["name"] ?? "") is limited to the IP addresses \(restricted["ip_access"] ?? ""), "
                    + "and the address of a page's request is unknown: clear ip_access or name another policy",
                at: reader.place)
        }
        guard try !policies.contains(where: { try $0.bool("admin_access") }) else { return nil }
        let ids = policies.compactMap { $0["id"] }
        return try connection.query(
            """
            SELECT collection, permissions, fields FROM \(columns.fullName(of: "directus_permissions"))
            WHERE action = 'read' AND policy = ANY($1::uuid[]) ORDER BY id
            """, [arrayLiteral(ids)]
        ).map { row in
            PermissionRow(collection: try row.text("collection"), rule: row["permissions"], fields: row["fields"])
        }
    }
}
