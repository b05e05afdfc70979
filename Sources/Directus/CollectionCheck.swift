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
            var catalog: Catalog?
            let failure = try failure { () throws in
                // Each by itself, so that a table that must not be read hides no other one.
                let read = try Catalog.read(
                    [rule], reader: site.reader, languages: site.languages, rule: readRule, from: connection)
                try read.check([rule], on: connection)
                try compile(rule, read)
                catalog = read
            }
            if let failure { return [.failed("collection", rule.name.value, failure)] }
            return try catalog.map { try ValueCheck($0, connection).findings(rule) } ?? []
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
