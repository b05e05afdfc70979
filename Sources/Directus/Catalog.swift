/// What is read about the CMS's tables: structure, relations and permissions; no content but languages.
package struct Catalog: Sendable, Equatable, Codable {
    var tables: [String: Table]
    let relations: Relations
    /// What Directus stores about fields; empty if no route needs it and no query is answered.
    var metadata = FieldMetadata()
    /// The read permissions of the reader; nil: no reader is named, or the reader is an administrator.
    var permissions: [PermissionRow]?
    /// The languages of routes with `{language}`; nil: the file names none.
    var languages: Languages?
    /// Whether the database converts no text (encoding SQL_ASCII), so that a text may be no UTF-8; nil: it does.
    var isByteEncoded: Bool?
    /// Whether a reader was named.
    var hasReader = false
}
