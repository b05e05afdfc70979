internal import LedgerSQL
internal import PostgresClient

/// What is to be known of a type that is not built into PostgreSQL, such as an enum, a domain or a type of an extension.
struct OwnType {
    /// The labels and attributes of all types of which it consists, at every level.
    let parts: String
    /// The schema of its operator `=`, if that is not one of PostgreSQL.
    let operatorSchema: String?
    /// The name of `citext`, with its schema where needed, if the type is `citext` or a domain over it.
    let citext: String?

    /// Reads the types with these oids, by oid; without a query if there are none.
    static func types(_ oids: Set<String>, _ connection: Connection) throws -> [String: OwnType] {
        guard !oids.isEmpty else { return [:] }
        let rows = try connection.query(query, [arrayLiteral(oids.sorted())])
        let types = try rows.map { row in
            (
                try row.text("oid"),
                OwnType(parts: row["parts"] ?? "", operatorSchema: row["operator_schema"], citext: row["citext"])
            )
        }
        return Dictionary(types) { first, _ in first }
    }

    private static let query = """
        SELECT t.oid, (\(typeParts)) AS parts,
          CASE WHEN coalesce(b.typname, t.typname) = 'citext' THEN format_type(coalesce(b.oid, t.oid), NULL) END AS citext,
          (SELECT s.nspname FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace
           WHERE o.oprname = '=' AND o.oprleft = coalesce(b.oid, t.oid) AND o.oprright = o.oprleft
             AND s.nspname <> 'pg_catalog' LIMIT 1) AS operator_schema
        FROM pg_type t LEFT JOIN pg_type b ON b.oid = t.typbasetype WHERE t.oid = ANY ($1::oid[])
        """

    private static let typeParts = """
        WITH RECURSIVE part(oid) AS (SELECT t.oid UNION
          SELECT next.oid FROM part JOIN pg_type p ON p.oid = part.oid CROSS JOIN LATERAL (
            SELECT p.typbasetype AS oid UNION ALL SELECT p.typelem
            UNION ALL SELECT atttypid FROM pg_attribute WHERE attrelid = p.typrelid AND attnum > 0 AND NOT attisdropped
            UNION ALL SELECT rngsubtype FROM pg_range WHERE rngtypid = p.oid) AS next WHERE next.oid <> 0)
        SELECT string_agg(concat_ws(' ',
          (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = part.oid),
          (SELECT string_agg(quote_literal(attname) || ' ' || atttypid, ',' ORDER BY attnum) FROM pg_attribute
           WHERE attrelid = p.typrelid AND p.typrelid <> 0 AND attnum > 0 AND NOT attisdropped)), ',' ORDER BY part.oid)
        FROM part JOIN pg_type p ON p.oid = part.oid
        """
}
