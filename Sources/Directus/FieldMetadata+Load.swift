internal import LedgerSQL
internal import PostgresClient

extension FieldMetadata {
    /// Reads `directus_fields` and `directus_collections`, each only if this role may.
    init(from connection: Connection) throws {
        let readable = try connection.readable(["directus_fields", "directus_collections"])
        hasFields = readable.contains("directus_fields")
        if hasFields {
            for row in try connection.query("SELECT collection, field, special FROM directus_fields") {
                let special = (row["special"] ?? "").split(separator: ",").map(String.init)
                self.special[try row.text("collection"), default: [:]][try row.text("field")] = Set(special)
            }
        }
        guard readable.contains("directus_collections") else { return }
        let collections = try connection.query(
            """
            SELECT collection, singleton, sort_field, to_jsonb(c) ->> 'archive_field' AS archive_field
            FROM directus_collections AS c
            """)
        for row in collections {
            let collection = try row.text("collection")
            if try row.bool("singleton") { singletons.insert(collection) }
            sortFields[collection] = row["sort_field"]
            archiveFields[collection] = row["archive_field"]
        }
    }
}

extension Connection {
    /// Those of the tables of these names that are on the search path and that this role may read.
    func readable(_ tables: [String]) throws -> Set<String> {
        let rows = try query(
            """
            SELECT wanted.name FROM unnest($1::text[]) AS wanted(name)
            JOIN pg_class c ON c.oid = \(cmsTable(named: "wanted.name"))
            WHERE has_table_privilege(c.oid, 'SELECT')
            """, [arrayLiteral(tables)])
        return Set(rows.compactMap { $0["name"] })
    }
}
