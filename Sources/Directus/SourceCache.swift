package import Freshen
package import LedgerSQL
package import PostgresClient

/// Compiled sources, valid as long as the `Catalog` stays the same.
package final class SourceCache {
    private var compiled: (catalog: Catalog, sources: [ItemSource])?
    private let readRule: RuleReading

    /// `readRule` reads a filter of the CMS's permissions.
    package init(readRule: @escaping RuleReading = noReader) {
        self.readRule = readRule
    }

    /// The sources of `rules`; reads the `Catalog`, and compiles them again only if it has changed.
    ///
    /// Throws a configuration failure if a rule does not fit the tables, and a refusal that names a missing GRANT.
    package func sources(
        _ rules: [CollectionRule], reader: APIReader? = nil, languages: LanguageRule? = nil, _ connection: Connection
    ) throws -> [ItemSource] {
        guard !rules.isEmpty else { return [] }
        let catalog = try connection.inSnapshot {
            try Catalog.read(rules, reader: reader, languages: languages, rule: readRule, from: connection)
        }
        if let compiled, compiled.catalog == catalog { return compiled.sources }
        try catalog.check(rules, on: connection)
        let compiler = try DirectusCompiler(rules: rules, catalog: catalog, readRule: readRule)
        let sources = try rules.map { rule throws(Failure) in try compiler.source(rule) }
        compiled = (catalog, sources)
        return sources
    }
}
