/// A query as a page sends it to Directus: which items of a collection, which fields of them, in which order, how many.
///
/// The words mean what they mean in Directus' API. A query is a value of its own: it knows no file and no route.
package struct Query: Sendable {
    /// The collection that is asked.
    package let collection: Placed<String>
    /// The primary key of the one item that is asked for; nil: a list, or the item of a singleton.
    package let key: Placed<String>?
    /// What is asked of each item.
    package let fields: [FieldSelection]
    /// Which items, in which order, how many.
    package let options: QueryOptions
    /// The place of the query.
    package let place: Place

    package init(
        collection: Placed<String>, key: Placed<String>?, fields: [FieldSelection], options: QueryOptions, place: Place
    ) {
        self.collection = collection
        self.key = key
        self.fields = fields
        self.options = options
        self.place = place
    }
}

/// One entry of `fields`, split at its dots: `author.name`, `*.*`, `blocks.item:block_hero.*`, `count(comments)`.
package typealias FieldSelection = Placed<[String]>

/// What a query says of a list of items, the asked collection's or a nested one's (`deep`).
package struct QueryOptions: Sendable {
    /// Which items.
    package var filter: Filter = .always
    /// In which order; empty: in the collection's own.
    package var sort: [SortKey] = []
    /// At most how many; -1: all, nil: Directus' default.
    package var limit: Int?
    /// Which page of `limit` items, counted from 1.
    package var page: Int?
    /// How many items are left out at the start.
    package var offset: Int?
    /// Other names for fields.
    package var alias: [String: String] = [:]
    /// What `deep` says of relational fields, by field, or `item:collection` in a many-to-any relation.
    package var nested: [String: QueryOptions] = [:]

    package init() {}

    /// How many items Directus answers where a query names no limit.
    package static let defaultLimit = 100
}

/// One entry of `sort`.
package struct SortKey: Sendable {
    /// The field path, which may end in a function.
    package let path: FieldSelection
    /// Whether the greatest value comes first.
    package let isDescending: Bool

    package init(path: FieldSelection, isDescending: Bool) {
        self.path = path
        self.isDescending = isDescending
    }
}
