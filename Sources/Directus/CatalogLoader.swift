package import Freshen
package import PostgresClient

extension Catalog {
    /// Reads structure and relations of the tables that `rules` reach; no content.
    ///
    /// Directus' relations count where the role may read `directus_relations`; foreign keys come from `pg_constraint`,
    /// because information_schema hides them from a role that only SELECTs.
    ///
    /// Throws a refusal that names the missing GRANT.
    package static func load(_ rules: [CollectionRule], from connection: Connection) throws -> Catalog {
        let relations = Relations(
            directus: try directusRelations(connection), foreignKeys: try foreignKeys(connection))
        let names = Set(rules.flatMap { Reachable(relations: relations).tables($0) })
        let tables = try tables(named: names.sorted(), connection)
        for rule in rules {
            try check(tables[rule.name.value], of: rule)
        }
        return Catalog(tables: tables.mapValues(\.table), relations: relations)
    }

    private static func directusRelations(_ connection: Connection) throws -> [Relations.DirectusRow] {
        let readable = try connection.query(
            """
            SELECT c.oid FROM pg_class c WHERE c.oid = to_regclass('directus_relations')
            AND has_table_privilege(c.oid, 'SELECT')
            """)
        guard !readable.isEmpty else { return [] }
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

    private static func foreignKeys(_ connection: Connection) throws -> [Relations.ForeignKey] {
        let rows = try connection.query(
            """
            SELECT many.relname, field.attname, one.relname, key.attname
            FROM pg_constraint f
            JOIN pg_class many ON many.oid = f.conrelid JOIN pg_class one ON one.oid = f.confrelid
            JOIN pg_attribute field ON field.attrelid = f.conrelid AND field.attnum = f.conkey[1]
            JOIN pg_attribute key ON key.attrelid = f.confrelid AND key.attnum = f.confkey[1]
            WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.convalidated AND f.conparentid = 0
              AND pg_table_is_visible(many.oid) AND pg_table_is_visible(one.oid)
            ORDER BY many.relname, field.attname, f.conname
            """)
        return rows.compactMap { row in
            guard let table = row[0], let column = row[1], let target = row[2], let key = row[3] else { return nil }
            return Relations.ForeignKey(table: table, column: column, target: target, targetColumn: key)
        }
    }

    private struct Loaded {
        let table: Table
        let kind: String
        let isReadable: Bool
    }

    private static func tables(named names: [String], _ connection: Connection) throws -> [String: Loaded] {
        let list = arrayLiteral(names)
        let columns = try columns(list, connection)
        let rows = try connection.query(
            """
            SELECT c.oid, n.nspname, c.relname, c.relkind, has_table_privilege(c.oid, 'SELECT'),
              (SELECT string_agg(inhrelid::text, ',' ORDER BY inhrelid) FROM pg_inherits WHERE inhparent = c.oid),
              (SELECT string_agg(a.attname, chr(1) ORDER BY k.place) FROM pg_index i,
                 unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place), pg_attribute a
               WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum)
            FROM unnest($1::text[]) AS wanted(name)
            JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name)) JOIN pg_namespace n ON n.oid = c.relnamespace
            """, [list])
        var tables: [String: Loaded] = [:]
        for row in rows {
            guard let oid = row[0], let schema = row[1], let name = row[2], let kind = row[3] else { continue }
            let table = Table(
                oid: oid, schema: schema, name: name, columns: columns[oid] ?? [],
                primaryKey: (row[6] ?? "").split(separator: "\u{1}").map(String.init),
                children: (row[5] ?? "").split(separator: ",").map(String.init))
            tables[name] = Loaded(table: table, kind: kind, isReadable: row[4] == "t")
        }
        for loaded in tables.values where !loaded.isReadable && "rp".contains(loaded.kind) {
            throw Failure(
                .refused,
                "no right to read \(loaded.table.name): GRANT SELECT ON \(loaded.table.schema).\(loaded.table.name) TO this role "
                    + "(the whole table: row versions are not readable by columns)")
        }
        return tables
    }

    private static func columns(_ list: String, _ connection: Connection) throws -> [String: [Column]] {
        let rows = try connection.query(
            """
            SELECT a.attrelid, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), coalesce(b.typname, t.typname)
            FROM unnest($1::text[]) AS wanted(name)
            JOIN pg_attribute a ON a.attrelid = to_regclass(quote_ident(wanted.name)) AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
            ORDER BY a.attrelid, a.attnum
            """, [list])
        var columns: [String: [Column]] = [:]
        for row in rows {
            guard let oid = row[0], let name = row[1], let number = row[2].flatMap({ Int($0) }), let type = row[3]
            else { continue }
            columns[oid, default: []].append(
                Column(name: name, number: number, typeName: type, type: ColumnType(typname: row[4] ?? "")))
        }
        return columns
    }

    private static func check(_ loaded: Loaded?, of rule: CollectionRule) throws {
        guard let loaded else { return }
        guard "rp".contains(loaded.kind) else {
            throw Failure.configuration(
                "\(rule.name.value) is no table (a view or foreign table has no row versions): name the table behind it",
                at: rule.name.place)
        }
    }
}

/// The tables that a rule can lead to, walked by names alone: which segments are columns is not known yet.
private struct Reachable {
    let relations: Relations

    func tables(_ rule: CollectionRule) -> Set<String> {
        var found: Set<String> = [rule.name.value]
        let fields = rule.routes.flatMap { $0.paths + ($0.fields?.map(\.value) ?? []) } + rule.shows.map(\.value)
        for path in fields {
            walk(path, from: rule.name.value, &found)
        }
        walk(rule.visible, from: rule.name.value, &found)
        return found
    }

    private func walk(_ path: [String], from table: String, _ found: inout Set<String>) {
        var table = table
        for segment in path {
            guard let relation = relations.relation(of: table, segment) else { return }
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
