/// What freshen knows of the CMS's tables: structure, relations and who may read what; no content.
package struct Catalog: Sendable, Equatable {
    var tables: [String: Table]
    let relations: Relations
    /// What Directus stores about fields; empty where no route needs it and no query is answered.
    var metadata = FieldMetadata()
    /// The read permissions of the reader; nil: no reader is named, or the reader is an administrator.
    var permissions: [PermissionRow]?
    /// The languages of routes with `{language}`; nil: the file names none.
    var languages: Languages?
    /// Whether a reader was named.
    var hasReader = false
}
