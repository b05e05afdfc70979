/// One entry of a collection's `routes` or `tags`.
package struct RouteRule: Sendable {
    /// What a route makes stale.
    package enum Pages: Sendable, Hashable {
        /// One page, by its path; `next` is the path that Next.js rewrites it to.
        case path(PathTemplate, next: PathTemplate?)
        case pattern(PathTemplate, PatternType)
        case tag(PathTemplate)
        /// Every page of another collection.
        case pagesOf(String)
        case everything
    }

    /// What becomes stale with the item.
    package let pages: Pages
    /// The place of the entry.
    package let place: Place
    /// The fields of the item that the page shows; nil: any, so that the item's version is the page's fingerprint.
    package let fields: [FieldSelection]?
    /// Fields that wildcards leave out: names, which count at every depth, and paths.
    package let ignore: Set<[String]>
    /// Which items are on the page, and what it asks of nested lists.
    package let options: QueryOptions

    /// Whether it shows the first items of the collection, not each item on a page of its own.
    package var isList: Bool { !options.sort.isEmpty || options.limit != nil }

    package init(
        _ pages: Pages, place: Place, fields: [FieldSelection]? = nil, ignore: Set<[String]> = [],
        options: QueryOptions = QueryOptions()
    ) {
        self.pages = pages
        self.place = place
        self.fields = fields
        self.ignore = ignore
        self.options = options
    }
}
