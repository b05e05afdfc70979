internal import Freshen
internal import LedgerSQL
internal import PostgresClient
internal import Text

/// Reads the structure of tables, and refuses those that the database role may not read in full.
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
        let origin: String
        let isArray: Bool

        var column: Column {
            Column(
                name: name, number: number, typeName: type, type: ColumnType(typname: baseType),
                definition: type + origin, isArray: isArray)
        }
    }

    /// The tables of these names that are on the search path, by name.
    ///
    /// Throws a refusal where one of them may not be read in full.
    func tables(named names: [String]) throws -> [String: Table] {
        var (unreadable, hidden): ([Table], [Table]) = ([], [])
        let tables = try connection.query(Self.query, [arrayLiteral(names)]).map { row in
            let table = try Self.table(row)
            guard row["is_readable"] != nil else { throw Self.dropped(table) }
            if table.hasRowVersions, try !row.bool("is_readable") { unreadable.append(table) }
            if try row.bool("has_hidden_rows") { hidden.append(table) }
            return table
        }
        try refuse(unreadable: unreadable, hidden: hidden)
        return Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those of these tables that the database role may read in full, by name.
    func readableTables(named names: [String]) throws -> [String: Table] {
        let rows = try connection.query(Self.query, [arrayLiteral(names)])
        let tables = try rows.filter { try $0["is_readable"] == "t" && !$0.bool("has_hidden_rows") }.map(Self.table)
        return Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The privileges of a table that is gone are null.
    private static func dropped(_ table: Table) -> Failure {
        Failure(.tryAgain, "table \(table.name) was dropped while freshen read its structure (a migration?): try again")
    }

    private static func table(_ row: Row) throws -> Table {
        Table(
            oid: try row.text("oid"), schema: try row.text("schema"), name: try row.text("name"),
            columns: try row.json("columns", as: [ColumnRow].self).map(\.column),
            primaryKey: try row.json("primary_key", as: [String].self),
            children: try row.json("children", as: [String].self),
            hasRowVersions: try row.bool("has_row_versions"), storage: row["storage"], state: row["state"])
    }

    private static let query = """
        SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind IN ('r', 'p') AS has_row_versions,
          has_table_privilege(c.oid, 'SELECT') AS is_readable, row_security_active(c.oid) AS has_hidden_rows,
          children, storage, \(tableState(of: "c.oid")) AS state,
          (SELECT coalesce(jsonb_agg(a.attname ORDER BY k.place), '[]') FROM pg_index i,
             unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place), pg_attribute a
           WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS primary_key,
          (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'number', a.attnum,
              'baseType', coalesce(b.typname, t.typname), 'type', format_type(a.atttypid, a.atttypmod),
              'isArray', coalesce(b.typcategory, t.typcategory) = 'A',
              'origin', concat_ws(' ', '',
                (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum
                 WHERE enumtypid IN (t.oid, t.typelem, t.typbasetype)),
                (SELECT string_agg(part.attname || ' ' || part.atttypid, ',' ORDER BY part.attnum) FROM pg_attribute part
                 WHERE part.attrelid <> 0 AND part.attrelid IN (t.typrelid, b.typrelid) AND NOT part.attisdropped),
                CASE WHEN a.attgenerated <> '' THEN (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                 WHERE adrelid = a.attrelid AND adnum = a.attnum) END)) ORDER BY a.attnum), '[]')
           FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM unnest($1::text[]) AS wanted(name)
        JOIN pg_class c ON c.oid = \(cmsTable(named: "wanted.name")) JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
          WITH RECURSIVE below AS (SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = c.oid
            UNION SELECT i.inhrelid FROM pg_inherits i JOIN below ON i.inhparent = below.oid)
          SELECT coalesce(jsonb_agg(oid::text ORDER BY oid) FILTER (WHERE oid <> c.oid), '[]') AS children,
            string_agg(concat_ws(':', oid, pg_relation_filenode(oid)), ',' ORDER BY oid) AS storage
          FROM (SELECT c.oid UNION SELECT oid FROM below) AS part(oid)) AS parts
        """

    private func refuse(unreadable: [Table], hidden: [Table]) throws {
        if let first = unreadable.min(by: { $0.name < $1.name }) {
            let name = first.sql.rendered().text
            throw Failure(
                .refused,
                "no right to read \(name): GRANT SELECT ON \(name) TO \(try role()) "
                    + "(on the whole table: freshen reads the system column xmin)")
        }
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
            let known = try connection.query(
                """
                SELECT c.relname FROM pg_class AS c
                WHERE c.relkind IN ('r', 'p') AND c.oid = \(cmsTable(named: "c.relname")) AND c.relname !~ '^pg_'
                """)
            let hint = didYouMean(rule.name.value, among: known.compactMap { $0["relname"] })
            throw Failure.configuration(
                "there is no table \(rule.name.value) on the database role's search path\(hint)", at: rule.name.place)
        }
        guard table.hasRowVersions else {
            throw Failure.configuration(
                "\(rule.name.value) is no table (a view or foreign table has no row versions): name the table behind it",
                at: rule.name.place)
        }
    }

    /// The refusal for a table whose schema the role may not use, or does not have on its search path; nil: none.
    private func refusalOfUnseen(_ name: Placed<String>) throws -> Failure? {
        let rows = try connection.query(
            """
            SELECT quote_ident(n.nspname) AS schema, has_schema_privilege(n.oid, 'USAGE') AS is_usable FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> $2
            ORDER BY 2 DESC, 1
            """, [name.value, LedgerName.schema])
        guard let row = rows.first else { return nil }
        let (schema, role) = (try row.text("schema"), try role())
        guard try row.bool("is_usable") else {
            return Failure(
                .refused, "no right to the schema of \(name.value): GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        }
        return .configuration(
            "\(name.value) is in schema \(schema), which is not on the database role's search path: "
                + "ALTER ROLE \(role) SET search_path = public, \(schema)", at: name.place)
    }

    private func role() throws -> String {
        try connection.query("SELECT quote_ident(current_user) AS role")[0].text("role")
    }
}
