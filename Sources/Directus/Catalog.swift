/// What freshen knows of the CMS's tables: structure, relations and who may read what; no content.
package struct Catalog: Sendable, Equatable {
    let tables: [String: Table]
    let relations: Relations
    /// What Directus knows of the fields; empty where no query needs it.
    var metadata = FieldMetadata()
    /// The read permissions of the reader; nil: there is none, or an administrator.
    var permissions: [PermissionRow]?
    /// Whether a reader was named.
    var hasReader = false
}
