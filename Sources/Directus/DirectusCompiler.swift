package import Freshen
package import LedgerSQL

/// Turns the collections of freshen.yaml into sources, checked against the tables that the database has.
package struct DirectusCompiler {
    private let catalog: Catalog
    private let rules: [String: CollectionRule]
    private let access: Access

    /// - Parameters:
    ///   - rules: every collection of the file, because items of one may show items of another.
    ///   - catalog: the tables and relations that the database has.
    ///   - readRule: reads a filter of the CMS's permissions.
    /// - Throws: a configuration failure for a permission filter that freshen does not understand.
    package init(
        rules: [CollectionRule], catalog: Catalog, readRule: RuleReading = noReader
    ) throws(Failure) {
        self.catalog = catalog
        access = try Access(catalog, rules, readRule)
        self.rules = Dictionary(rules.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// One collection as a source of items.
    ///
    /// Throws a configuration failure, with its place in the file, for a table, field, relation or operator that does not
    /// fit the database, and a refusal that names the GRANT for a column that the database role may not read.
    package func source(_ rule: CollectionRule) throws(Failure) -> ItemSource {
        guard let table = catalog.tables[rule.name.value] else {
            throw .configuration(
                "there is no table \(rule.name.value) on the database role's search path", at: rule.name.place)
        }
        guard !table.primaryKey.isEmpty else {
            throw .configuration(
                "table \(table.name) has no primary key, so its rows cannot be told apart", at: rule.name.place)
        }
        let compiler = CollectionCompiler(rule, rules: rules, catalog: catalog, access: access)
        let source = try compiler.source(table)
        try compiler.reads.check()
        return source
    }
}
