/// The items of a collection whose pages a route `pages_of` names.
package struct PageSelection: Sendable {
    /// The collection's name.
    package let collection: String
    /// `SELECT key` of the items; nil: all.
    package let keys: SQL?

    /// Selects items of a collection.
    package init(collection: String, keys: SQL?) {
        self.collection = collection
        self.keys = keys
    }
}
