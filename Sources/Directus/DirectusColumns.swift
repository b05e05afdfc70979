internal import LedgerSQL
internal import PostgresClient

/// The columns of Directus' own tables that the database role may read; it may have a right to some columns alone.
struct DirectusColumns {
    private let columns: [String: Set<String>]

    /// Reads the rights to those of the tables that are on the search path.
    init(of tables: [String], from connection: Connection) throws {
        let rows = try connection.query(
            """
            SELECT wanted.name AS table, a.attname AS column FROM unnest($1::text[]) AS wanted(name)
            JOIN pg_attribute a ON a.attrelid = \(cmsTable(named: "wanted.name"))
            WHERE a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
            """, [arrayLiteral(tables)])
        columns = try Dictionary(grouping: rows) { try $0.text("table") }
            .mapValues { Set($0.compactMap { $0["column"] }) }
    }

    /// Whether all of these columns of a table are there and may be read.
    func has(_ names: [String], of table: String) -> Bool { columns[table]?.isSuperset(of: names) ?? false }

    /// A column that only some versions of Directus have, as an output column: null where it is not there.
    func optional(_ name: String, of table: String) -> String { has([name], of: table) ? name : "NULL AS " + name }
}
