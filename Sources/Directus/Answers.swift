package import Freshen
internal import LedgerSQL
package import PostgresClient

/// Answers queries as Directus' API does, from the tables.
package struct Answers {
    private let site: Site
    private let connection: Connection
    private let readRule: RuleReading

    /// Answers with the permissions of the site's `reader`; without a reader, with the `visible` of its collections.
    ///
    /// `readRule` reads a filter of the CMS's permissions.
    package init(site: Site, connection: Connection, readRule: @escaping RuleReading) {
        self.site = site
        self.connection = connection
        self.readRule = readRule
    }

    /// The API's answer as JSON, as of an instant: `{"data": …}`; to a query with parameters every answer, in order.
    ///
    /// Throws a configuration failure for a query that the API refuses, or that freshen does not understand. With
    /// parameters, the answer for an item that does not exist or is hidden is `{"errors": [{"message": …}]}` instead.
    package func answers(_ query: Query, at instant: Instant) throws -> [String] {
        guard query.parameters?.isEmpty != true else { return [] }
        return try connection.inSnapshot(sessionSettings) { try answersInSnapshot(query, at: instant) }
    }

    private func answersInSnapshot(_ query: Query, at instant: Instant) throws -> [String] {
        let catalog = try Catalog.read(query, reader: site.reader, languages: site.languages, from: connection)
        let statement = try AnswerStatement(query, catalog: catalog, rules: site.collections, readRule: readRule)
        let rendered = statement.sql.rendered(SQL.Context(values: [.lookedAt: instant.description]))
        var items = Array(repeating: [String](), count: query.parameters?.count ?? 1)
        for row in try connection.query(rendered.text, rendered.parameters) {
            items[try row.int("number")].append(try row.text("item"))
        }
        guard statement.isOneItem else { return items.map { "{\"data\":[" + $0.joined(separator: ",") + "]}" } }
        let data = try items.map { try $0.first ?? statement.singleton.map { try defaults($0, query) } }
        let missing = "there is no such item of \(query.collection.value) that the reader may see"
        if query.parameters == nil, data == [nil] { throw Failure.configuration(missing, at: query.place) }
        return data.map {
            $0.map { "{\"data\":" + $0 + "}" } ?? "{\"errors\":[{\"message\":" + jsonString(missing) + "}]}"
        }
    }

    /// What the API returns for a singleton whose item does not exist or is hidden: defaults, and null for the key.
    private func defaults(_ table: Table, _ query: Query) throws -> String {
        let asked = query.fields.compactMap(\.value.first)
        let rows = try connection.query(
            """
            SELECT a.attname AS name, pg_get_expr(d.adbin, d.adrelid) AS expression FROM pg_attribute a
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
            WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, [table.oid])
        let entries = rows.compactMap { row -> String? in
            guard let name = row["name"], asked.contains("*") || asked.contains(name) else { return nil }
            let isKey = table.primaryKey.contains(name)
            let value = isKey ? "null" : row["expression"].flatMap { table.column(name)?.json(ofDefault: $0) }
            return value.map { jsonString(name) + ":" + $0 }
        }
        return "{" + entries.joined(separator: ",") + "}"
    }
}
