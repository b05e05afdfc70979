/// What Directus stores about collections and fields in addition to the structure of the tables.
struct FieldMetadata: Sendable, Equatable, Codable {
    /// Whether the role may read `directus_fields`.
    var hasFields = false
    /// `special` of each field, by collection and field; a field without a row is missing.
    var special: [String: [String: Set<String>]] = [:]
    /// The singletons among the collections.
    var singletons: Set<String> = []
    /// The field by which each collection is sorted where a query has no `sort`.
    var sortFields: [String: String] = [:]

    /// The field that says whether an item is archived, such as `status`.
    var archiveFields: [String: String] = [:]

    /// `special` of a field; system collections have theirs in Directus' own code.
    func special(of collection: String, _ field: String) -> Set<String> {
        special[collection]?[field] ?? Self.system[collection]?[field] ?? []
    }

    /// Source: `packages/system-data/src/fields` of Directus 11.
    private static let system: [String: [String: Set<String>]] = [
        "directus_files": ["tags": ["cast-json"], "metadata": ["cast-json"]],
        "directus_users": [
            "password": ["hash", "conceal"], "token": ["hash", "conceal"], "tfa_secret": ["conceal"],
            "tags": ["cast-json"],
        ],
    ]
}
