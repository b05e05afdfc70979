/// A route whose pages show the first items of the collection in some order.
package struct ListSource: Sendable {
    /// The index of its route among those of the source.
    package let route: Int
    /// `SELECT path, next, page, fingerprint` of the lists' pages.
    ///
    /// If it is restricted (`SQL.restricted`), it reads only the lists that the relation `touched(route, path, next)`
    /// names, which the ledger provides.
    ///
    /// `path` and `next` are as in the items' pages, with `pageNumber` for the number of the page and an empty text for
    /// no `next`. `page` counts from 1.
    package let pages: SQL

    /// Makes a list of a route.
    package init(route: Int, pages: SQL) {
        self.route = route
        self.pages = pages
    }

    /// The placeholder in `path` for the number of a page.
    package static let pageNumber = "{page}"
}
