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
    /// Which items are on the page, in which order, and the options of nested lists.
    package let options: QueryOptions

    /// Whether the route is a list: it has `sort` or `limit`, and a page shows several items of the collection.
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
