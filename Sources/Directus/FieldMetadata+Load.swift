internal import LedgerSQL
internal import PostgresClient

extension FieldMetadata {
    /// The columns of `directus_fields` that are read.
    static let needed = ["collection", "field", "special"]

    /// Reads `directus_fields` and `directus_collections`, each only if it is there.
    ///
    /// Throws a refusal where a table exists and the role may not read it: without its rows, lists would be in another order,
    /// and values in paths would have another form.
    init(from connection: Connection, _ columns: DirectusColumns) throws {
        let inCollections = ["collection", "singleton", "sort_field"]
        for (table, names) in [("directus_fields", Self.needed), ("directus_collections", inCollections)] {
            try columns.requireIfThere(names, of: table, for: "the order of lists and the form of values")
        }
        hasFields = columns.has(Self.needed, of: "directus_fields")
        if hasFields {
            let fields = columns.fullName(of: "directus_fields")
            for row in try connection.query("SELECT collection, field, special FROM \(fields)") {
                let special = (row["special"] ?? "").split(separator: ",").map(String.init)
                self.special[try row.text("collection"), default: [:]][try row.text("field")] = Set(special)
            }
        }
        guard columns.has(inCollections, of: "directus_collections") else { return }
        let collections = try connection.query(
            """
            SELECT collection, singleton, sort_field, \(columns.optional("archive_field", of: "directus_collections"))
            FROM \(columns.fullName(of: "directus_collections"))
            """)
        for row in collections {
            let collection = try row.text("collection")
            if try row.bool("singleton") { singletons.insert(collection) }
            sortFields[collection] = row["sort_field"]
            archiveFields[collection] = row["archive_field"]
        }
    }
}
