/// What freshen knows of the CMS's tables: structure and relations, no content.
package struct Catalog: Sendable, Equatable {
    let tables: [String: Table]
    let relations: Relations
    /// What Directus knows of the fields; empty where no query needs it.
    var metadata = FieldMetadata()
}
