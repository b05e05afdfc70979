package import Freshen
internal import LedgerSQL
package import PostgresClient
internal import Text

extension Catalog {
    /// Reads structure and relations of the tables that `rules` reach, and checks the rules against them.
    ///
    /// Throws a refusal that names the missing GRANT.
    package static func load(_ rules: [CollectionRule], from connection: Connection) throws -> Catalog {
        let catalog = try read(rules, from: connection)
        try catalog.check(rules, on: connection)
        return catalog
    }

    /// Reads structure and relations of the tables that `rules` reach; no content.
    ///
    /// Directus' relations count where the role may read `directus_relations`; foreign keys come from `pg_constraint`,
    /// because information_schema hides them from a role that only SELECTs. Throws a refusal that names the missing GRANT.
    package static func read(_ rules: [CollectionRule], from connection: Connection) throws -> Catalog {
        let relations = try relations(connection)
        let names = Set(rules.flatMap { Reachable(relations: relations).tables($0) })
        return Catalog(tables: try tables(named: names.sorted(), connection), relations: relations)
    }

    /// Checks tables, zones and compared values of `rules`, which holds as long as the catalog is the same.
    package func check(_ rules: [CollectionRule], on connection: Connection) throws {
        for rule in rules {
            try Self.check(tables[rule.name.value], of: rule, connection)
        }
        for zone in Set(rules.flatMap(\.zones)).sorted(by: {
            ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
        }) {
            try Self.check(zone: zone, connection)
        }
        let literals = LiteralCheck(tables: tables, relations: relations, connection: connection)
        for rule in rules {
            try literals.check(rule.visible, on: tables[rule.name.value])
        }
    }

    /// The relations of Directus where the role may read them, and the foreign keys.
    private static func relations(_ connection: Connection) throws -> Relations {
        // One row at least: the first column stands without any foreign key, too.
        let rows = try connection.query(
            """
            SELECT (SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_class c WHERE c.oid = to_regclass('directus_relations')),
              key.*
            FROM (VALUES (1)) AS one LEFT JOIN (
              SELECT many.relname AS many, field.attname AS field, one.relname AS one, target.attname AS target, f.conname
              FROM pg_constraint f
              JOIN pg_class many ON many.oid = f.conrelid JOIN pg_class one ON one.oid = f.confrelid
              JOIN pg_attribute field ON field.attrelid = f.conrelid AND field.attnum = f.conkey[1]
              JOIN pg_attribute target ON target.attrelid = f.confrelid AND target.attnum = f.confkey[1]
              WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.convalidated AND f.conparentid = 0
                AND pg_table_is_visible(many.oid) AND pg_table_is_visible(one.oid)) AS key ON TRUE
            ORDER BY key.many, key.field, key.conname
            """)
        let keys = rows.compactMap { row -> Relations.ForeignKey? in
            guard let table = row[1], let column = row[2], let target = row[3], let key = row[4] else { return nil }
            return Relations.ForeignKey(table: table, column: column, target: target, targetColumn: key)
        }
        return Relations(
            directus: rows.first?[0] == "t" ? try directusRelations(connection) : [], foreignKeys: keys)
    }

    private static func directusRelations(_ connection: Connection) throws -> [Relations.DirectusRow] {
        let rows = try connection.query(
            """
            SELECT many_collection, many_field, one_collection, one_field, one_collection_field,
              one_allowed_collections, sort_field FROM directus_relations ORDER BY id
            """)
        return rows.compactMap { row in
            guard let collection = row[0], let field = row[1] else { return nil }
            return Relations.DirectusRow(
                manyCollection: collection, manyField: field, oneCollection: row[2], oneField: row[3],
                oneCollectionField: row[4],
                oneAllowedCollections: (row[5] ?? "").split(separator: ",").map(String.init),
                sortField: row[6])
        }
    }

    private static func tables(named names: [String], _ connection: Connection) throws -> [String: Table] {
        let rows = try connection.query(
            """
            SELECT c.oid, n.nspname, c.relname, c.relkind, has_table_privilege(c.oid, 'SELECT'),
              (WITH RECURSIVE below AS (SELECT inhrelid FROM pg_inherits WHERE inhparent = c.oid
                 UNION SELECT i.inhrelid FROM pg_inherits i JOIN below ON i.inhparent = below.inhrelid)
               SELECT string_agg(inhrelid::text, ',' ORDER BY inhrelid) FROM below),
              (SELECT string_agg(a.attname, chr(1) ORDER BY k.place) FROM pg_index i,
                 unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place), pg_attribute a
               WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum),
              row_security_active(c.oid),
              (SELECT string_agg(concat_ws(chr(2), a.attnum, a.attname, coalesce(b.typname, t.typname),
                  format_type(a.atttypid, a.atttypmod), concat_ws(' ', '',
                    (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum
                     WHERE enumtypid IN (t.oid, t.typelem, t.typbasetype)),
                    CASE WHEN a.attgenerated <> '' THEN (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                     WHERE adrelid = a.attrelid AND adnum = a.attnum) END)), chr(1) ORDER BY a.attnum)
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
            FROM unnest($1::text[]) AS wanted(name)
            JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name)) JOIN pg_namespace n ON n.oid = c.relnamespace
            """, [arrayLiteral(names)])
        var tables: [String: Table] = [:]
        var (unreadable, hidden): ([Table], [Table]) = ([], [])
        for row in rows {
            guard let oid = row[0], let schema = row[1], let name = row[2], let kind = row[3] else { continue }
            let table = Table(
                oid: oid, schema: schema, name: name, columns: columns(row[8] ?? ""),
                primaryKey: (row[6] ?? "").split(separator: "\u{1}").map(String.init),
                children: (row[5] ?? "").split(separator: ",").map(String.init), hasRowVersions: "rp".contains(kind))
            tables[name] = table
            if table.hasRowVersions, row[4] != "t" { unreadable.append(table) }
            if row[7] == "t" { hidden.append(table) }
        }
        if let first = unreadable.min(by: { $0.name < $1.name }) {
            let name = first.sql.rendered().text
            throw Failure(
                .refused,
                "no right to read \(name): GRANT SELECT ON \(name) TO \(try role(connection)) "
                    + "(the whole table: row versions are not readable by columns)")
        }
        if let first = hidden.min(by: { $0.name < $1.name }) {
            let role = try role(connection)
            throw Failure(
                .refused,
                "row-level security hides rows of \(first.sql.rendered().text) from \(role): ALTER ROLE \(role) BYPASSRLS"
            )
        }
        return tables
    }

    private static func role(_ connection: Connection) throws -> String {
        try connection.query("SELECT quote_ident(current_user)").first?[0] ?? "this role"
    }

    /// A table that is there, and that this role cannot see: in a schema that it may not use, or does not look into.
    private static func unseen(_ name: Placed<String>, _ connection: Connection) throws -> Failure? {
        let rows = try connection.query(
            """
            SELECT quote_ident(n.nspname), has_schema_privilege(n.oid, 'USAGE') FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' ORDER BY 2 DESC, 1
            """, [name.value])
        guard let row = rows.first, let schema = row[0] else { return nil }
        let role = try role(connection)
        guard row[1] == "t" else {
            return Failure(
                .refused, "no right to the schema of \(name.value): GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        }
        return .configuration(
            "\(name.value) is in schema \(schema), which is not on this role's search path: "
                + "ALTER ROLE \(role) SET search_path = public, \(schema)", at: name.place)
    }

    /// Columns from number, name, type's name, type as declared and what its values depend on beside, of each.
    private static func columns(_ text: String) -> [Column] {
        text.split(separator: "\u{1}").compactMap { column in
            let parts = column.split(separator: "\u{2}", maxSplits: 4, omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count == 5, let number = Int(parts[0]) else { return nil }
            return Column(
                name: parts[1], number: number, typeName: parts[3], type: ColumnType(typname: parts[2]),
                definition: parts[3] + parts[4])
        }
    }

    private static func check(_ table: Table?, of rule: CollectionRule, _ connection: Connection) throws {
        guard let table else {
            if let unseen = try unseen(rule.name, connection) { throw unseen }
            let known = try connection.query(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid) AND relname !~ '^pg_'"
            )
            let hint = didYouMean(rule.name.value, among: known.compactMap { $0[0] })
            throw Failure.configuration(
                "there is no table \(rule.name.value) on this role's search path\(hint)", at: rule.name.place)
        }
        guard table.hasRowVersions else {
            throw Failure.configuration(
                "\(rule.name.value) is no table (a view or foreign table has no row versions): name the table behind it",
                at: rule.name.place)
        }
    }

    /// Refuses what PostgreSQL would read as a zone of its own making too: `UTC+2` lies west of Greenwich to it.
    ///
    /// Its list of zones takes it a fifth of a second, so a name without figures is tried first.
    private static func check(zone: Placed<String>, _ connection: Connection) throws {
        if !zone.value.contains(where: \.isNumber), try isZone(zone.value, connection) { return }
        let names = try connection.query("SELECT name FROM pg_timezone_names").compactMap { $0[0] }
        guard !names.contains(where: { $0.lowercased() == zone.value.lowercased() }) else { return }
        let hint = didYouMean(
            zone.value, among: names, otherwise: ": write UTC or a name such as Europe/Berlin")
        throw Failure.configuration("there is no time zone \(zone.value)\(hint)", at: zone.place)
    }
}

extension Catalog {
    private static func isZone(_ name: String, _ connection: Connection) throws -> Bool {
        do {
            return try !connection.query("SELECT now() AT TIME ZONE $1::text", [name]).isEmpty
        } catch  where error.sqlState?.rawValue == "22023" {
            return false
        }
    }
}

extension CollectionRule {
    /// Every zone that it names.
    fileprivate var zones: [Placed<String>] { [zone].compactMap { $0 } + visible.zones }
}

extension Filter {
    fileprivate var zones: [Placed<String>] {
        switch self {
        case .and(let parts), .or(let parts): parts.flatMap(\.zones)
        case .under(_, let inner), .some(_, let inner), .none(_, let inner): inner.zones
        case .compare(let comparison): [comparison.zone].compactMap { $0 }
        }
    }
}

/// The tables that a rule can lead to, walked by names alone: which segments are columns is not known yet.
private struct Reachable {
    let relations: Relations

    func tables(_ rule: CollectionRule) -> Set<String> {
        var found: Set<String> = [rule.name.value]
        for path in rule.routes.flatMap({ $0.paths + ($0.fields?.map(\.value) ?? []) }) {
            walk(path, from: rule.name.value, &found)
        }
        for path in rule.shows {
            walk(path.value, from: rule.name.value, showsLast: true, &found)
        }
        walk(rule.visible, from: rule.name.value, &found)
        return found
    }

    /// A path that ends in a foreign key ends there, unless what it leads to is shown: that table need not be readable.
    private func walk(_ path: [String], from table: String, showsLast: Bool = false, _ found: inout Set<String>) {
        var table = table
        for (index, segment) in path.enumerated() {
            guard let relation = relations.relation(of: table, segment) else { return }
            if case .toOne = relation, index == path.count - 1, !showsLast { return }
            table = relation.target
            found.insert(table)
        }
    }

    private func walk(_ filter: Filter, from table: String, _ found: inout Set<String>) {
        switch filter {
        case .and(let parts), .or(let parts): parts.forEach { walk($0, from: table, &found) }
        case .compare(let comparison): walk([comparison.field.value], from: table, &found)
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            guard let relation = relations.relation(of: table, field.value) else { return }
            found.insert(relation.target)
            walk(inner, from: relation.target, &found)
        }
    }
}
