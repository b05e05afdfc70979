/// A name in the schema `freshen` that the statements of a source use.
///
/// A test runs each of them against a migrated schema.
package enum LedgerName: String, Sendable, CaseIterable {
    /// The composite type `(route, path, next, fingerprint)` of a page that shows an item.
    case page = "freshen.page"
    /// The function that percent-encodes a value of a path.
    case urlValue = "freshen.url_value"
    /// The function that percent-encodes what a URL path cannot hold in a value that is encoded already.
    case encodedValue = "freshen.encoded_value"
    /// The function that makes a path begin with one `/`, removes repeated ones and one at the end, and resolves `.` and `..`.
    case urlPath = "freshen.url_path"

    /// The ledger's schema in the program's statements, and in the database unless freshen.yaml names another one.
    package static let schema = "freshen"

    /// A text of the program with the ledger's names in another schema.
    package static func text(_ text: String, in schema: String) -> String {
        schema == self.schema ? text : text.replacing(self.schema + ".", with: quoted(schema) + ".")
    }

    /// A schema's name as a statement has it: it may be a word of SQL.
    package static func quoted(_ schema: String) -> String { schema == self.schema ? schema : "\"\(schema)\"" }

    /// A condition: whether the row `space` of pg_namespace is a ledger's schema, of this site or of another one.
    package static func isSchemaOfLedger(_ space: String) -> String {
        """
        (EXISTS (SELECT FROM pg_class AS made WHERE made.relnamespace = \(space).oid AND made.relname = 'quarantine')
          AND (SELECT count(DISTINCT made.proname) FROM pg_proc AS made WHERE made.pronamespace = \(space).oid
            AND made.proname IN ('url_value', 'url_path', 'percent_encode')) = 3)
        """
    }

    /// The qualified name as it stands in a statement.
    package var sql: SQL { SQL(trusted: rawValue) }
}
