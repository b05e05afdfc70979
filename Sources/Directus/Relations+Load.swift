internal import PostgresClient

extension Relations {
    /// Reads the relations of Directus where the role may read them, and the foreign keys.
    init(from connection: Connection, _ columns: DirectusColumns) throws {
        let row = try connection.query(
            """
            SELECT coalesce(jsonb_agg(jsonb_build_object('table', many.relname, 'column', field.attname,
                'target', one.relname, 'targetColumn', target.attname, 'isValid', f.convalidated)
                ORDER BY many.relname, field.attname, f.conname), '[]') AS foreign_keys
            FROM pg_constraint f
            JOIN pg_class many ON many.oid = f.conrelid JOIN pg_class one ON one.oid = f.confrelid
            JOIN pg_attribute field ON field.attrelid = f.conrelid AND field.attnum = f.conkey[1]
            JOIN pg_attribute target ON target.attrelid = f.confrelid AND target.attnum = f.confkey[1]
            WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.conparentid = 0
              AND many.oid = \(cmsTable(named: "many.relname")) AND one.oid = \(cmsTable(named: "one.relname"))
            """)[0]
        let isReadable = columns.has(Self.needed, of: "directus_relations")
        self.init(
            directus: isReadable ? try Self.directusRows(connection, columns) : [],
            foreignKeys: try row.json("foreign_keys", as: [ForeignKey].self),
            missingGrant: columns.missingGrant(Self.needed, of: "directus_relations"))
    }

    private static let needed = [
        "id", "many_collection", "many_field", "one_collection", "one_field", "one_collection_field",
        "one_allowed_collections", "sort_field",
    ]

    private static func directusRows(_ connection: Connection, _ columns: DirectusColumns) throws -> [DirectusRow] {
        let junction = columns.optional("junction_field", of: "directus_relations")
        let rows = try connection.query(
            """
            SELECT \(needed.joined(separator: ", ")), \(junction) FROM \(columns.fullName(of: "directus_relations")) ORDER BY id
            """)
        return rows.compactMap { row in
            guard let collection = row["many_collection"], let field = row["many_field"] else { return nil }
            return DirectusRow(
                manyCollection: collection, manyField: field, oneCollection: row["one_collection"],
                oneField: row["one_field"], oneCollectionField: row["one_collection_field"],
                oneAllowedCollections: (row["one_allowed_collections"] ?? "").split(separator: ",").map(String.init),
                sortField: row["sort_field"], junctionField: row["junction_field"])
        }
    }
}
