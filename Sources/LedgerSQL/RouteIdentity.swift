/// What identifies a route in the ledger, independent of its place in the file.
package struct RouteIdentity: Sendable, Hashable {
    /// What a route marks as stale.
    package enum Kind: String, Sendable {
        case path, page, layout, tag, everything
        case pagesOf = "pages_of"
    }

    /// What it marks as stale.
    package let kind: Kind
    /// The template; for `pages_of` the collection (`*`: all), then a hash of the selection and `{language}`, if any.
    package let text: String
    /// The template of `next`; nil: none.
    package let next: String?
    /// A hash of the query of a list; empty: the route is no list.
    package let query: String
    /// The names of the web entries and distributions that have its pages, sorted; empty: all.
    package let targets: [String]

    /// Makes an identity; `next` is that of a path that is rewritten.
    package init(kind: Kind, text: String, next: String? = nil, query: String = "", targets: [String] = []) {
        self.kind = kind
        self.text = text
        self.next = next
        self.query = query
        self.targets = targets
    }

    /// The same route, with pages that only these web entries and distributions have.
    package func limited(to targets: [String]) -> RouteIdentity {
        RouteIdentity(kind: kind, text: text, next: next, query: query, targets: targets)
    }

    /// The same route with another hash of its query.
    package func withQuery(_ query: String) -> RouteIdentity {
        RouteIdentity(kind: kind, text: text, next: next, query: query, targets: targets)
    }
}
