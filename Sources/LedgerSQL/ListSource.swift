/// A route whose pages show the first items of the collection in some order.
package struct ListSource: Sendable {
    /// The index of its route among those of the source.
    package let route: Int
    /// `SELECT path, next, page, fingerprint` of the lists' pages: restricted, of those lists that the relation
    /// `touched(route, path, next)` names, which the ledger provides; unrestricted, of all.
    ///
    /// `path` and `next` are as in the items' pages, with `pageNumber` for the number of the
    /// page and an empty text for no `next`. `page` counts from 1.
    package let pages: SQL

    /// Makes a list of a route.
    package init(route: Int, pages: SQL) {
        self.route = route
        self.pages = pages
    }

    /// In `path`, what stands for the number of a page.
    package static let pageNumber = "{page}"
}
