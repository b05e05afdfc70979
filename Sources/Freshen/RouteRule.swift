/// One entry of a collection's `routes` or `tags`.
package struct RouteRule: Sendable {
    package enum Target: Sendable, Hashable {
        /// A page by its path; `next` is what the path is rewritten to inside Next.js.
        case path(PathTemplate, next: PathTemplate?)
        case pattern(PathTemplate, PatternType)
        case tag(PathTemplate)
        /// Every page of another collection.
        case pagesOf(String)
        case everything
    }

    package let target: Target
    package let place: Place
    /// The fields that the page shows of the item; nil: the whole item, so its version is the fingerprint.
    package let fields: [Placed<[String]>]?

    package init(target: Target, place: Place, fields: [Placed<[String]>]?) {
        self.target = target
        self.place = place
        self.fields = fields
    }
}
