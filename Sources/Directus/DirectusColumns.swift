internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The columns of Directus' own tables, and which of them the database role may read.
struct DirectusColumns {
    private let tables: [String: (columns: Set<String>, rights: ColumnRights)]

    /// The tables that say what collections, fields and relations mean, and who may read them.
    private static let names = [
        "directus_relations", "directus_fields", "directus_collections", "directus_policies", "directus_permissions",
        "directus_access",
    ]

    /// Reads the rights to those of the tables that are on the search path.
    init(from connection: Connection) throws {
        let rows = try connection.query(
            """
            SELECT c.relname AS table, a.attname AS column, quote_ident(a.attname) AS quoted,
              has_column_privilege(c.oid, a.attnum, 'SELECT') AS is_readable, format('%I.%I', n.nspname, c.relname) AS full_name,
              quote_ident(current_user) AS role
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relname = ANY ($1::name[]) AND c.oid = \(cmsTable(named: "c.relname"))
              AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, [arrayLiteral(Self.names)])
        tables = try Dictionary(grouping: rows) { try $0.text("table") }.mapValues { rows in
            guard rows[0]["is_readable"] != nil else { throw Failure.dropped(try rows[0].text("table")) }
            let unreadable = try rows.filter { try !$0.bool("is_readable") }.map { row in
                ColumnRights.Unreadable(name: try row.text("column"), quoted: try row.text("quoted"))
            }
            let rights = ColumnRights(
                unreadable: unreadable, hasAny: unreadable.count < rows.count, table: try rows[0].text("full_name"),
                role: try rows[0].text("role"))
            return (Set(try rows.map { try $0.text("column") }), rights)
        }
    }

    /// Whether all of these columns of a table are there and may be read.
    func has(_ names: [String], of table: String) -> Bool {
        tables[table].map { $0.columns.isSuperset(of: names) && names.allSatisfy($0.rights.allows) } ?? false
    }

    /// The name of a table, with its schema.
    func fullName(of table: String) -> String { tables[table]?.rights.table ?? table }

    /// A column that only some versions of Directus have, as an output column: null where it is not there.
    func optional(_ name: String, of table: String) -> String { has([name], of: table) ? name : "NULL AS " + name }

    /// The GRANT without which these columns cannot be read; nil: all of them can, or a GRANT would not help.
    func missingGrant(_ names: [String], of table: String) -> String? {
        guard let (columns, rights) = tables[table], columns.isSuperset(of: names) else { return nil }
        return rights.missingGrant(Set(names), isOfUsers: false)
    }

    /// Throws a refusal with the GRANT where the table is there, and may not be read.
    func requireIfThere(_ names: [String], of table: String, for purpose: String) throws(Failure) {
        guard let grant = missingGrant(names, of: table) else { return }
        throw Failure(.refused, "no right to read \(table), which is needed for \(purpose): \(grant)")
    }

    /// Throws what is missing for `purpose`: a refusal with the GRANT, or a configuration failure at `place`.
    func require(
        _ names: [String], of table: String, for purpose: String, at place: Place, _ connection: Connection
    ) throws {
        guard !has(names, of: table) else { return }
        try requireIfThere(names, of: table, for: purpose)
        if tables[table] == nil, let unseen = try TableReader(connection).refusalOfUnseen(Placed(table, at: place)) {
            throw unseen
        }
        let lacks = tables[table].map { columns, _ in
            "the column \(names.first { !columns.contains($0) } ?? "") of \(table)"
        }
        throw Failure.configuration("\(purpose) needs \(lacks ?? "the table \(table)"), which is missing", at: place)
    }
}
