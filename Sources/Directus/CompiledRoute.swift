internal import Freshen
internal import LedgerSQL

/// One route of a collection, compiled.
struct CompiledRoute {
    enum Pages {
        /// One page for each item, over the columns of `base`: a `freshen.page` or null; and the page where it may have
        /// changed and changed back, or have been there in between.
        case ofItem(page: SQL, flipped: SQL?)
        /// A page for each of several rows of an item: the body of a common table expression with columns
        /// `key, pages, flipped_pages`.
        case ofRows(SQL)
    }

    let identity: RouteIdentity
    let pages: Pages
    /// The instants at which its pages can change although nothing is written.
    var due: [SQL] = []
}

extension RouteRule.Pages {
    var identity: RouteIdentity {
        switch self {
        case .path(let path, let next): RouteIdentity(kind: .path, text: path.text, next: next?.text)
        case .pattern(let path, .page): RouteIdentity(kind: .page, text: path.text)
        case .pattern(let path, .layout): RouteIdentity(kind: .layout, text: path.text)
        case .tag(let tag): RouteIdentity(kind: .tag, text: tag.text)
        case .pagesOf(let collection): RouteIdentity(kind: .pagesOf, text: collection)
        case .everything: RouteIdentity(kind: .everything, text: "")
        }
    }

    /// The templates of its path and of `next`; an empty one where it has no path.
    var templates: (path: PathTemplate, next: PathTemplate?) {
        switch self {
        case .path(let path, let next): (path, next)
        case .pattern(let path, _), .tag(let path): (path, nil)
        case .pagesOf, .everything: (.empty, nil)
        }
    }

    /// The field paths of its placeholders.
    var paths: [[String]] {
        templates.path.fields + (templates.next?.fields ?? [])
    }
}
