package import Freshen
internal import LedgerSQL
package import PostgresClient

/// What `freshen doctor` says about each collection: whether its table, its fields and its rights fit freshen.yaml.
package struct CollectionCheck {
    private let site: Site
    private let connection: Connection
    private let readRule: RuleReading

    /// `readRule` reads a filter of the CMS's permissions.
    package init(_ site: Site, _ connection: Connection, readRule: @escaping RuleReading) {
        self.site = site
        self.connection = connection
        self.readRule = readRule
    }

    /// A failure for each collection that does not fit, and warnings about values that its filters compare.
    package func findings() throws -> [Finding] {
        let catalog = try Catalog.read(
            site.collections, reader: site.reader, languages: site.languages, rule: readRule, from: connection)
        let values = ValueCheck(catalog, connection)
        return try site.collections.flatMap { rule in
            try failure(rule, catalog).map { [.failed("collection", rule.name.value, $0)] } ?? values.findings(rule)
        }
    }

    /// Why a collection cannot be compiled; nil: it can.
    private func failure(_ rule: CollectionRule, _ catalog: Catalog) throws -> Failure? {
        do {
            try catalog.check([rule], on: connection)
            _ = try DirectusCompiler(rules: site.collections, catalog: catalog, readRule: readRule).source(rule)
            return nil
        } catch let failure as Failure {
            return failure
        }
    }
}
