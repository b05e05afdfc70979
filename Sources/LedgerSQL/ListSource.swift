/// A route whose pages show the first items of the collection in some order.
package struct ListSource: Sendable {
    /// The index of its route among those of the source.
    package let route: Int
    /// `SELECT path, next, page, fingerprint` of the list's pages.
    ///
    /// `path` and `next` are those of the items' pages; `page` counts from 1. Only those pages are selected whose path and
    /// next the relation `touched(route, path, next)` has, where it has a row of the route without path: all.
    package let pages: SQL

    /// Makes a list of a route.
    package init(route: Int, pages: SQL) {
        self.route = route
        self.pages = pages
    }

    /// In `path`, what stands for the number of a page.
    package static let pageNumber = "{page}"
}
