package import Freshen
internal import LedgerSQL
package import PostgresClient

/// Answers queries as Directus' API does, from the tables.
package struct Answers {
    private let site: Site
    private let connection: Connection
    private let readRule: (_ json: String, _ name: String) throws(Failure) -> Filter

    /// Answers as the site's `reader` sees the tables, or a reader who sees what the collections' `visible` says;
    /// `readRule` reads a filter of the CMS's permissions.
    package init(
        site: Site, connection: Connection,
        readRule: @escaping (_ json: String, _ name: String) throws(Failure) -> Filter
    ) {
        self.site = site
        self.connection = connection
        self.readRule = readRule
    }

    /// The `data` of the API's answer as JSON, as of an instant.
    ///
    /// Throws a configuration failure for a query that the API refuses, or that freshen does not understand.
    package func answer(_ query: Query, at instant: Instant) throws -> String {
        let settings = sessionSettings.map { "; SET LOCAL " + $0 }.joined()
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" + settings)
        defer { try? connection.execute("ROLLBACK") }
        let catalog = try Catalog.read(query, from: connection)
        let permissions = try site.reader.map { try PermissionRow.rows(of: $0, from: connection) }
        let statement = try AnswerStatement(
            query, catalog: catalog, permissions: permissions ?? nil, rules: site.reader == nil ? site.collections : [],
            readRule: readRule)
        let rendered = statement.sql.rendered(SQL.Context(values: [.lookedAt: instant.description]))
        let items = try connection.query(rendered.text, rendered.parameters).map { try $0.text("item") }
        guard statement.isOneItem else { return "[" + items.joined(separator: ",") + "]" }
        guard let item = items.first ?? statement.defaults else {
            throw Failure.configuration(
                "there is no such item of \(query.collection.value) that the reader may see", at: query.place)
        }
        return item
    }
}
