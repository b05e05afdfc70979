package import Freshen
package import LedgerSQL
package import PostgresClient

/// Compiled sources, valid as long as the tables' structure stays the same.
package final class SourceCache {
    private var compiled: (catalog: Catalog, sources: [ItemSource])?

    package init() {}

    /// The sources of `rules`; reads the structure of the tables, and compiles only where it changed.
    ///
    /// Throws a configuration failure where a rule does not fit the tables, and a refusal that names a missing GRANT.
    package func sources(_ rules: [CollectionRule], _ connection: Connection) throws -> [ItemSource] {
        guard !rules.isEmpty else { return [] }
        let catalog = try Catalog.read(rules, from: connection)
        if let compiled, compiled.catalog == catalog { return compiled.sources }
        try catalog.check(rules, on: connection)
        let compiler = DirectusCompiler(rules: rules, catalog: catalog)
        let sources = try rules.map { rule throws(Failure) in try compiler.source(rule) }
        compiled = (catalog, sources)
        return sources
    }
}
