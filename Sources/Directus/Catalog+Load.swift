package import Freshen
package import PostgresClient

extension Catalog {
    /// Reads structure and relations of the tables that `rules` reach; no content.
    ///
    /// Directus' relations count where the role may read `directus_relations`; foreign keys come from `pg_constraint`,
    /// because information_schema hides them from a role that only SELECTs. Throws a refusal that names the missing GRANT.
    package static func read(_ rules: [CollectionRule], from connection: Connection) throws -> Catalog {
        let relations = try Relations(from: connection)
        let names = Set(rules.flatMap { ReachableTables(relations: relations).names($0) })
        return Catalog(tables: try TableReader(connection).tables(named: names.sorted()), relations: relations)
    }

    /// Reads structure and relations of every table that a query could reach, and what Directus knows of its fields.
    package static func read(_ query: Query, from connection: Connection) throws -> Catalog {
        let relations = try Relations(from: connection)
        let names = relations.tableNames.union([query.collection.value])
        return Catalog(
            tables: try TableReader(connection).readableTables(named: names.sorted()), relations: relations,
            metadata: try FieldMetadata(from: connection))
    }

    /// Checks tables, zones and compared values of `rules`; the result stays valid while the catalog is the same.
    package func check(_ rules: [CollectionRule], on connection: Connection) throws {
        for rule in rules {
            try TableReader(connection).check(tables[rule.name.value], of: rule)
        }
        try ZoneCheck(connection: connection).check(rules)
        let literals = LiteralCheck(tables: tables, relations: relations, query: connection.query)
        for rule in rules {
            try literals.check(rule.visible, on: tables[rule.name.value])
        }
    }
}
