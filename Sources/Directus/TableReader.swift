internal import Freshen
internal import LedgerSQL
internal import PostgresClient
internal import Text

/// Reads the structure of tables, and refuses those of which row-level security hides rows.
struct TableReader {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// A column as the query yields it.
    private struct ColumnRow: Decodable {
        let name: String
        let number: Int
        let baseType: String
        let type: String
        /// The oid of a type that is not built in.
        let ownType: String?
        /// The collation, if it is not the database's, and the expression of a generated column.
        let collation, expression: String?
        let isArray: Bool
        let isLoose: Bool?

        func column(_ types: [String: OwnType]) -> Column {
            let own = ownType.flatMap { types[$0] }
            let origin = [own?.parts, collation, expression].compactMap { $0 }
            return Column(
                name: name, number: number, typeName: type, type: ColumnType(typname: baseType),
                definition: ([type] + origin).joined(separator: " "), isArray: isArray,
                operatorSchema: own?.operatorSchema, isLoose: isLoose == true ? true : nil,
                citext: own?.citext)
        }
    }

    /// The tables of these names that are on the search path, by name, with what the database role may read of them.
    ///
    /// Throws a refusal where row-level security hides rows of one of them.
    func tables(named names: [String]) throws -> [String: Table] {
        let rows = try rows(named: names)
        let tables = try tables(rows)
        let hidden = try zip(rows, tables).filter { row, _ in try row.bool("has_hidden_rows") }.map(\.1)
        try refuse(hidden: hidden)
        return Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those of these tables of which row-level security hides no rows, by name.
    func tablesWithAllRows(named names: [String]) throws -> [String: Table] {
        let rows = try rows(named: names)
        let tables = try tables(rows.filter { try !$0.bool("has_hidden_rows") })
        return Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func rows(named names: [String]) throws -> Rows {
        try connection.query(Self.query, [arrayLiteral(names), arrayLiteral(ColumnRights.ofVersions)])
    }

    private func tables(_ rows: some Sequence<Row>) throws -> [Table] {
        let columns = try rows.map { row in (row, try row.json("columns", as: [ColumnRow].self)) }
        let types = try OwnType.types(Set(columns.flatMap { $0.1.compactMap(\.ownType) }), connection)
        return try columns.map { row, columns in try Self.table(row, columns.map { $0.column(types) }) }
    }

    private static func table(_ row: Row, _ columns: [Column]) throws -> Table {
        let name = try row.text("name")
        guard row["is_there"] != nil else { throw Failure.dropped(name) }
        return Table(
            oid: try row.text("oid"), schema: try row.text("schema"), name: name,
            columns: columns,
            primaryKey: try row.json("primary_key", as: [String].self),
            children: try row.json("children", as: [String].self),
            hasRowVersions: try row.bool("has_row_versions"),
            rights: row["rights"] == nil ? nil : try row.json("rights", as: ColumnRights.self),
            foreignChild: row["foreign_child"], hasHeirs: try row.bool("has_heirs") ? true : nil,
            storage: row["storage"], state: row["state"])
    }

    private static let query = """
        SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind IN ('r', 'p') AS has_row_versions,
          has_table_privilege(c.oid, 'SELECT') AS is_there,
          row_security_active(c.oid) AS has_hidden_rows, children, storage, state,
          CASE WHEN has_table_privilege(c.oid, 'SELECT') IS NOT TRUE THEN jsonb_build_object(
              'hasAny', has_any_column_privilege(c.oid, 'SELECT'), 'role', quote_ident(current_user),
              'table', quote_ident(n.nspname) || '.' || quote_ident(c.relname),
              'unreadable', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                  'name', a.attname, 'quoted', quote_ident(a.attname)) ORDER BY a.attnum < 0, a.attnum), '[]')
                FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                  AND (a.attnum > 0 OR a.attname = ANY ($2::text[]))
                  AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))) END AS rights,
          foreign_child, c.relkind = 'r' AND children <> '[]' AS has_heirs,
          (SELECT coalesce(jsonb_agg(a.attname ORDER BY k.place), '[]') FROM pg_index i,
             unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place), pg_attribute a
           WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS primary_key,
          (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'number', a.attnum,
              'baseType', coalesce(b.typname, t.typname), 'type', format_type(a.atttypid, a.atttypmod),
              'isArray', coalesce(b.typcategory, t.typcategory) = 'A',
              -- Oids below 16384 are built in.
              'ownType', CASE WHEN t.oid >= 16384 THEN t.oid::text END,
              'collation', (SELECT concat_ws(' ', 'COLLATE', l.oid, l.collname, l.collversion) FROM pg_collation l
                WHERE l.oid = a.attcollation AND l.collname <> 'default'),
              'isLoose', (SELECT NOT collisdeterministic FROM pg_collation WHERE oid = a.attcollation),
              'expression', CASE WHEN a.attgenerated <> '' THEN (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                WHERE adrelid = a.attrelid AND adnum = a.attnum) END) ORDER BY a.attnum), '[]')
           FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM unnest($1::text[]) AS wanted(name)
        JOIN pg_class c ON c.oid = \(cmsTable(named: "wanted.name")) JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (\(tableParts(of: "c.oid", selecting: parts))) AS parts
        """

    private static let parts = """
        coalesce(jsonb_agg(p.oid::text ORDER BY p.oid) FILTER (WHERE p.oid <> c.oid), '[]') AS children,
          -- A partition may have been detached, altered and attached again, with all columns that the table has.
          string_agg(concat_ws(':', p.oid, pg_relation_filenode(p.oid), CASE WHEN p.oid <> c.oid THEN \(columnsOfPart) END),
            ',' ORDER BY p.oid) AS storage,
          min(p.relname) FILTER (WHERE p.relkind = 'f' AND p.oid <> c.oid) AS foreign_child, \(tableStateOfParts) AS state
        """

    private func refuse(hidden: [Table]) throws {
        if let first = hidden.min(by: { $0.name < $1.name }) {
            let role = try role()
            throw Failure(
                .refused,
                "row-level security hides rows of \(first.sql.rendered().text) from \(role): ALTER ROLE \(role) BYPASSRLS"
            )
        }
    }

    /// Refuses a collection whose table was not found or has no row versions.
    func check(_ table: Table?, of rule: CollectionRule) throws {
        guard let table else {
            if let refusal = try refusalOfUnseen(rule.name) { throw refusal }
            let known = try connection.inSnapshot {
                try connection.query(
                    """
                    SELECT c.relname FROM pg_class AS c
                    WHERE c.relkind IN ('r', 'p') AND c.oid = \(cmsTable(named: "c.relname")) AND c.relname !~ '^pg_'
                    """)
            }
            let hint = didYouMean(rule.name.value, among: known.compactMap { $0["relname"] })
            throw Failure.configuration(
                "there is no table \(rule.name.value) on the database role's search path\(hint)", at: rule.name.place)
        }
        guard table.hasRowVersions else {
            throw Failure.configuration(
                "\(rule.name.value) is no table (a view or foreign table has no row versions): name the table behind it",
                at: rule.name.place)
        }
        if let child = table.foreignChild {
            throw Failure.configuration(
                "the foreign table \(child) is part of \(rule.name.value), and its rows have no versions: take it out, or "
                    + "name the tables without it", at: rule.name.place)
        }
    }

    /// The refusal for a table whose schema the role may not use, or does not have on its search path; nil: none.
    func refusalOfUnseen(_ name: Placed<String>) throws -> Failure? {
        let rows = try connection.query(
            """
            SELECT quote_ident(n.nspname) AS schema, has_schema_privilege(n.oid, 'USAGE') AS is_usable,
              -- A setting of the role in this database hides the role's own.
              (SELECT ' IN DATABASE ' || quote_ident(datname) FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase
               WHERE datname = current_database() AND setrole = to_regrole(quote_ident(current_user))
                 AND array_to_string(setconfig, ',') LIKE '%search_path=%') AS scope
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND NOT \(LedgerName.isSchemaOfLedger("n"))
            ORDER BY 2 DESC, 1
            """, [name.value])
        guard let row = rows.first else { return nil }
        let (schema, role) = (try row.text("schema"), try role())
        guard try row.bool("is_usable") else {
            return Failure(
                .refused, "no right to the schema of \(name.value): GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        }
        let path = schema == "public" ? schema : "public, \(schema)"
        return .configuration(
            "\(name.value) is in schema \(schema), which is not on the database role's search path: "
                + "ALTER ROLE \(role)\(row["scope"] ?? "") SET search_path = \(path)", at: name.place)
    }

    private func role() throws -> String {
        try connection.query("SELECT quote_ident(current_user) AS role")[0].text("role")
    }
}

extension Failure {
    /// The failure for a table of the snapshot that is gone: PostgreSQL then says null in place of its privileges.
    static func dropped(_ table: String) -> Failure {
        Failure(.tryAgain, "table \(table) was dropped while freshen read its structure (a migration?): try again")
    }
}
