/// The items of one collection and of its routes at a look, whether they changed or not.
package struct CollectionSummary: Sendable, Equatable {
    /// One of the collection's routes or tags.
    package struct Route: Sendable, Equatable {
        /// The path, the pattern, `#tag`, `pages_of COLLECTION` or `everything`.
        package let name: String
        /// How many visible items are on its pages.
        package let items: Int
        /// How many visible items have no page of it, because a value of the path is null.
        ///
        /// Nil where items without a page are expected: the route has a filter, or its path has no values.
        package let withoutPage: Int?
        /// Some of its paths; empty where they were not asked for.
        package let examples: [String]
        /// The web entries and distributions that have its pages, by name; empty: all.
        package let targets: [String]

        package init(name: String, items: Int, withoutPage: Int?, examples: [String], targets: [String] = []) {
            self.name = name
            self.items = items
            self.withoutPage = withoutPage
            self.examples = examples
            self.targets = targets
        }
    }

    /// The collection's name.
    package let name: String
    /// How many items it has, and how many of them are visible.
    package let items, visible: Int
    /// Its routes and tags, in the file's order.
    package let routes: [Route]

    package init(name: String, items: Int, visible: Int, routes: [Route]) {
        self.name = name
        self.items = items
        self.visible = visible
        self.routes = routes
    }
}
