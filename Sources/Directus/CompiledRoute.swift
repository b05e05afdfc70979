internal import Freshen
internal import LedgerSQL

/// One route of a collection, compiled.
struct CompiledRoute {
    enum Pages {
        /// At most one page for each item: an expression over the columns of `base` that yields a `freshen.page` or null.
        ///
        /// `flipped` yields the page if it may have changed and changed back, or existed for a while, since the last
        /// look; nil: that is impossible.
        case ofItem(page: SQL, flipped: SQL?)
        /// A page for each language: an expression over the columns of `base` that yields an array of `freshen.page` or null.
        ///
        /// `flipped` is as for one page.
        case inLanguages(pages: SQL, flipped: SQL?)
        /// A page for each of several rows of an item: the body of a common table expression with columns
        /// `key, pages, flipped_pages`.
        case ofRows(SQL)
    }

    let pages: Pages
    /// The instants at which its pages can change although nothing is written.
    var due: [SQL] = []
}

extension RouteRule {
    /// The field paths of its placeholders; in a list `{page}` is not a field.
    var paths: [[String]] {
        pages.paths.filter { !isList || $0 != ["page"] }
    }
}

extension RouteRule.Pages {
    /// The route's identity in the ledger.
    ///
    /// `query` is the hash of a list's query; empty: it is no list. `selection` is the hash of the items whose pages
    /// `pages_of` names; empty: all items.
    func identity(query: String, selection: String) -> RouteIdentity {
        switch self {
        case .path(let path, let next): RouteIdentity(kind: .path, text: path.text, next: next?.text, query: query)
        case .pattern(let path, .page): RouteIdentity(kind: .page, text: path.text, query: query)
        case .pattern(let path, .layout): RouteIdentity(kind: .layout, text: path.text, query: query)
        case .tag(let tag): RouteIdentity(kind: .tag, text: tag.text, query: query)
        case .pagesOf(let pages):
            RouteIdentity(
                kind: .pagesOf,
                text: (pages.collection?.value ?? "*") + (selection.isEmpty ? "" : " " + selection)
                    + (pages.isPerLanguage ? " {language}" : ""), query: query)
        case .everything: RouteIdentity(kind: .everything, text: "", query: query)
        }
    }

    /// The templates of its path and of `next`; the first is empty if it has no path.
    var templates: (path: PathTemplate, next: PathTemplate?) {
        switch self {
        case .path(let path, let next): (path, next)
        case .pattern(let path, _), .tag(let path): (path, nil)
        case .pagesOf(let pages) where pages.isPerLanguage: (.language, nil)
        case .pagesOf, .everything: (.empty, nil)
        }
    }

    /// The field paths of its placeholders.
    var paths: [[String]] {
        templates.path.fields + (templates.next?.fields ?? [])
    }
}
