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
        let catalog = try Catalog.read(
            site.collections, reader: site.reader, languages: site.languages, rule: readRule, from: connection)
        let values = ValueCheck(catalog, connection)
        return try site.collections.flatMap { rule -> [Finding] in
            let failure = try failure { () throws in
                try catalog.check([rule], on: connection)
                try compile(rule, catalog)
            }
            return try failure.map { [.failed("collection", rule.name.value, $0)] } ?? values.findings(rule)
        }
    }

    /// A finding for each collection, by a dump of the schema alone.
    package func findings(_ dump: SchemaDump) throws -> [Finding] {
        try site.collections.map { rule in
            let failure = try failure { try compile(rule, dump.catalog) }
            return failure.map { .failed("collection", rule.name.value, $0) }
                ?? .ok("collection", rule.name.value, "fits the schema")
        }
    }

    private func compile(_ rule: CollectionRule, _ catalog: Catalog) throws {
        _ = try DirectusCompiler(rules: site.collections, catalog: catalog, readRule: readRule).source(rule)
    }

    /// The failure that `body` throws; nil: it throws none.
    private func failure(_ body: () throws -> Void) throws -> Failure? {
        do {
            try body()
            return nil
        } catch let failure as Failure {
            return failure
        }
    }
}
