package import Freshen
internal import LedgerSQL
package import PostgresClient

/// What `freshen doctor` says about each collection: whether its table, its fields and its rights fit freshen.yaml.
package struct CollectionCheck {
    private let site: Site
    private let readRule: RuleReading

    /// `readRule` reads a filter of the CMS's permissions.
    package init(_ site: Site, readRule: @escaping RuleReading) {
        self.site = site
        self.readRule = readRule
    }

    /// A failure for each collection that does not fit, and warnings about values that its filters compare.
    package func findings(_ connection: Connection) throws -> [Finding] {
        try site.collections.flatMap { rule -> [Finding] in
            let catalog: Catalog
            do {
                // Each by itself, so that a table that must not be read hides no other one.
                catalog = try connection.inSnapshot {
                    try Catalog.read(
                        [rule], reader: site.reader, languages: site.languages, rule: readRule, from: connection)
                }
                try catalog.check([rule], on: connection)
                try compile(rule, catalog)
            } catch let failure as Failure {
                return [.failed("collection", rule.name.value, failure)]
            }
            return try ValueCheck(catalog, connection).findings(rule)
        }
    }

    /// A finding for each collection, by a dump of the schema alone.
    package func findings(_ dump: SchemaDump) throws -> [Finding] {
        try site.collections.map { rule in
            do {
                try compile(rule, dump.catalog)
                return .ok("collection", rule.name.value, "fits the schema")
            } catch let failure as Failure {
                return .failed("collection", rule.name.value, failure)
            }
        }
    }

    private func compile(_ rule: CollectionRule, _ catalog: Catalog) throws {
        _ = try DirectusCompiler(rules: site.collections, catalog: catalog, readRule: readRule).source(rule)
    }
}
