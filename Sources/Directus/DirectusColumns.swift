internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The columns of Directus' own tables, and which of them the database role may read.
struct DirectusColumns {
    private let tables: [String: Columns]
    private let connection: Connection

    private struct Columns {
        let readable: Set<String>
        /// All columns, each with its name as a statement writes it.
        let quoted: [String: String]
        /// The table with its schema, and the role, both quoted where they must be.
        let name, role: String
    }

    /// The tables that say what collections, fields and relations mean, and who may read them.
    private static let names = [
        "directus_relations", "directus_fields", "directus_collections", "directus_policies", "directus_permissions",
        "directus_access",
    ]

    /// Reads the rights to those of the tables that are on the search path.
    init(from connection: Connection) throws {
        self.connection = connection
        let rows = try connection.query(
            """
            SELECT c.relname AS table, a.attname AS column, quote_ident(a.attname) AS quoted,
              has_column_privilege(c.oid, a.attnum, 'SELECT') AS is_readable, format('%I.%I', n.nspname, c.relname) AS full_name,
              quote_ident(current_user) AS role
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relname = ANY ($1::name[]) AND c.oid = \(cmsTable(named: "c.relname"))
              AND a.attnum > 0 AND NOT a.attisdropped
            """, [arrayLiteral(Self.names)])
        tables = try Dictionary(grouping: rows) { try $0.text("table") }.mapValues { rows in
            guard rows[0]["is_readable"] != nil else { throw Failure.dropped(try rows[0].text("table")) }
            let columns = try rows.map { (try $0.text("column"), try $0.text("quoted")) }
            let readable = try rows.filter { try $0.bool("is_readable") }
            return Columns(
                readable: Set(try readable.map { try $0.text("column") }),
                quoted: Dictionary(columns) { first, _ in first },
                name: try rows[0].text("full_name"), role: try rows[0].text("role"))
        }
    }

    /// Whether all of these columns of a table are there and may be read.
    func has(_ names: [String], of table: String) -> Bool { tables[table]?.readable.isSuperset(of: names) ?? false }

    /// A column that only some versions of Directus have, as an output column: null where it is not there.
    func optional(_ name: String, of table: String) -> String { has([name], of: table) ? name : "NULL AS " + name }

    /// The GRANT without which these columns cannot be read; nil: all of them can, or a GRANT would not help.
    ///
    /// If the role may read no column of the table, the GRANT is for the whole table.
    func missingGrant(_ names: [String], of table: String) -> String? {
        guard let columns = tables[table], names.allSatisfy({ columns.quoted[$0] != nil }) else { return nil }
        let missing = names.filter { !columns.readable.contains($0) }.compactMap { columns.quoted[$0] }
        guard !missing.isEmpty else { return nil }
        let list = columns.readable.isEmpty ? "" : " (\(missing.joined(separator: ", ")))"
        return "GRANT SELECT\(list) ON \(columns.name) TO \(columns.role)"
    }

    /// Throws a refusal with the GRANT where the table is there, and may not be read.
    func requireIfThere(_ names: [String], of table: String, for purpose: String) throws(Failure) {
        guard let grant = missingGrant(names, of: table) else { return }
        throw Failure(.refused, "no right to read \(table), which is needed for \(purpose): \(grant)")
    }

    /// Throws what is missing for `purpose`: a refusal with the GRANT, or a configuration failure at `place`.
    func require(_ names: [String], of table: String, for purpose: String, at place: Place) throws {
        guard !has(names, of: table) else { return }
        try requireIfThere(names, of: table, for: purpose)
        if tables[table] == nil, let unseen = try TableReader(connection).refusalOfUnseen(Placed(table, at: place)) {
            throw unseen
        }
        let lacks = tables[table].map { columns in
            "the column \(names.first { columns.quoted[$0] == nil } ?? "") of \(table)"
        }
        throw Failure.configuration("\(purpose) needs \(lacks ?? "the table \(table)"), which is missing", at: place)
    }
}
