package import Freshen
package import PostgresClient

extension Catalog {
    /// Reads structure and relations of the tables that `rules` reach, and the permissions of `reader`; no content.
    ///
    /// Directus' relations are read if the role may read `directus_relations`. Foreign keys come from `pg_constraint`,
    /// because information_schema hides them from a role that may only SELECT. Throws a refusal where rows are hidden.
    package static func read(
        _ rules: [CollectionRule], reader: APIReader? = nil, languages: LanguageRule? = nil,
        rule: RuleReading = noReader, from connection: Connection
    ) throws -> Catalog {
        let columns = try DirectusColumns(from: connection)
        var catalog = Catalog(
            tables: [:], relations: try Relations(from: connection, columns), hasReader: reader != nil)
        catalog.permissions = try reader.flatMap { try PermissionRow.rows(of: $0, from: connection, columns) }
        if connection.isByteEncoded { catalog.isByteEncoded = true }
        if languages != nil || rules.contains(where: \.needsFieldMetadata) {
            catalog.metadata = try FieldMetadata(from: connection, columns)
        }
        let access = try Access(catalog, rules, rule)
        let reachable = ReachableTables(relations: catalog.relations, access: access)
        let names = Set(rules.flatMap { reachable.names($0) } + [languages?.collection?.name.value].compactMap { $0 })
        catalog.tables = try TableReader(connection).tables(named: names.sorted())
        catalog.languages = try languages.map { try Languages($0, catalog, from: connection) }
        return catalog
    }

    /// Reads structure and relations of every table that a query could reach, and what Directus knows of its fields.
    ///
    /// Where the query has a language, it is the only one of the catalog. Throws a configuration failure if `languages` does
    /// not have it.
    package static func read(
        _ query: Query, reader: APIReader?, languages: LanguageRule?, from connection: Connection
    ) throws -> Catalog {
        var catalog = try Catalog(tables: [query.collection.value], reader, languages, from: connection)
        catalog.languages = try query.language.map { try Languages($0, of: languages, catalog, from: connection) }
        return catalog
    }

    /// All tables that relations or `languages` name, and those named `named`, but none with hidden rows; no languages.
    init(
        tables named: [String], _ reader: APIReader?, _ languages: LanguageRule?, from connection: Connection
    ) throws {
        let columns = try DirectusColumns(from: connection)
        let relations = try Relations(from: connection, columns)
        let names = relations.tableNames.union(named + [languages?.collection?.name.value].compactMap { $0 })
        self.init(
            tables: try TableReader(connection).tablesWithAllRows(named: names.sorted()), relations: relations,
            metadata: try FieldMetadata(from: connection, columns),
            permissions: try reader.flatMap { try PermissionRow.rows(of: $0, from: connection, columns) },
            hasReader: reader != nil)
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

/// Reads a filter of the CMS's permissions from JSON; `name` is what messages call it.
package typealias RuleReading = (_ json: String, _ name: String) throws(Failure) -> Filter

/// The default of a `RuleReading`: without a reader no permission is read, so a call is a bug.
package func noReader(_ json: String, _ name: String) throws(Failure) -> Filter {
    throw Failure(.bug, "\(name) was read without a reader")
}

extension CollectionRule {
    /// Whether what a page shows depends on `FieldMetadata`.
    ///
    /// It does for the formats of `fields` and of values in paths, and for a list whose order is the collection's own.
    fileprivate var needsFieldMetadata: Bool {
        routes.contains { $0.fields != nil || $0.isList || !$0.paths.isEmpty }
    }
}
