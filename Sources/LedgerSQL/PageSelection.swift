/// The items of a collection whose pages a route `pages_of` names.
package struct PageSelection: Sendable {
    /// The collection's name; nil: all collections.
    package let collection: String?
    /// `SELECT key` of the items; nil: all.
    package let keys: SQL?
    /// The path prefixes of all languages, without slashes, if a change makes the pages in one language stale; nil: it
    /// makes the pages in all languages stale.
    package let languages: [String]?
    /// The Next.js layout above the pages of every language that has a prefix; nil: none is known.
    package let layout: String?

    /// Selects items of a collection.
    package init(collection: String?, keys: SQL?, languages: [String]? = nil, layout: String? = nil) {
        self.collection = collection
        self.keys = keys
        self.languages = languages
        self.layout = layout
    }
}
