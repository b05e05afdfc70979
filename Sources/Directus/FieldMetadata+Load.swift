internal import PostgresClient

extension FieldMetadata {
    /// Reads them where this role may read `directus_fields` and `directus_collections`; empty where it may not.
    init(from connection: Connection) throws {
        if try connection.canRead("directus_fields") {
            for row in try connection.query("SELECT collection, field, special FROM directus_fields") {
                let special = (row["special"] ?? "").split(separator: ",").map(String.init)
                self.special[try row.text("collection"), default: [:]][try row.text("field")] = Set(special)
            }
        }
        guard try connection.canRead("directus_collections") else { return }
        for row in try connection.query("SELECT collection, singleton, sort_field FROM directus_collections") {
            let collection = try row.text("collection")
            if try row.bool("singleton") { singletons.insert(collection) }
            sortFields[collection] = row["sort_field"]
        }
    }
}

extension Connection {
    /// Whether a table of this name is on the search path and this role may read it.
    func canRead(_ table: String) throws -> Bool {
        let rows = try query(
            """
            SELECT coalesce((SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_class c
              WHERE c.oid = to_regclass(quote_ident($1))), FALSE) AS can_read
            """, [table])
        return try rows[0].bool("can_read")
    }
}
