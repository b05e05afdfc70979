/// One entry of a collection's `routes` or `tags`.
package struct RouteRule: Sendable {
    /// The items of a collection whose pages a route names.
    package struct PageSelection: Sendable {
        /// The collection; nil: every collection.
        package let collection: Placed<String>?
        /// Which of its items.
        package let filter: Filter
        /// Whether a changed translation makes only their pages in its language stale.
        package let isPerLanguage: Bool
        /// The Next.js layout above the pages of every language that has a prefix, such as `/[lang]`; nil: none is named.
        package let layout: String?

        package init(
            collection: Placed<String>?, filter: Filter = .always, isPerLanguage: Bool = false, layout: String? = nil
        ) {
            self.collection = collection
            self.filter = filter
            self.isPerLanguage = isPerLanguage
            self.layout = layout
        }
    }

    /// The limit of a list that is read from a field of the items whose pages embed the list.
    package struct EmbeddedLimit: Sendable {
        /// The field, by its path from the collection of `pages_of`; a negative value: all items.
        package let field: FieldSelection
        /// The limit where the field is null.
        package let fallback: Int

        package init(field: FieldSelection, fallback: Int) {
            self.field = field
            self.fallback = fallback
        }
    }

    /// What a route makes stale.
    package enum Pages: Sendable {
        /// One page, by its path; `next` is the path that Next.js rewrites it to.
        case path(PathTemplate, next: PathTemplate?)
        case pattern(PathTemplate, PatternType)
        case tag(PathTemplate)
        /// The pages of single items of a collection, all of them or those of the items that fulfil a filter.
        case pagesOf(PageSelection)
        case everything
    }

    /// What becomes stale with the item.
    package private(set) var pages: Pages
    /// The place of the entry.
    package let place: Place
    /// The fields of the item that the page shows; nil: all, so that the item's version is the page's fingerprint.
    package let fields: [FieldSelection]?
    /// Fields that wildcards leave out: names, which count at every depth, and paths.
    package let ignore: Set<[String]>
    /// Which items are on the page, in which order, and the options of nested lists.
    package let options: QueryOptions
    /// Where the limit of a list comes from, if not from `options`.
    package let embeddedLimit: EmbeddedLimit?
    /// Whether a list on the page of an item leaves that item out.
    package let leavesItselfOut: Bool
    /// Whether the values of placeholders are percent-encoded already, so that `%2F` stays as it is.
    package let isEncoded: Bool
    /// The web entries and distributions that have the page, by name, sorted; empty: all.
    package let only: [String]

    /// Whether the route is a list: it has `sort` or `limit`, and a page shows several items of the collection.
    package var isList: Bool { !options.sort.isEmpty || options.limit != nil || embeddedLimit != nil }

    /// Whether it has a page for each language, with translations in that language.
    package var isPerLanguage: Bool {
        switch pages {
        case .path(let path, let next): path.hasLanguage || next?.hasLanguage == true
        case .pattern(let path, _), .tag(let path): path.hasLanguage
        case .pagesOf(let selection): selection.isPerLanguage
        case .everything: false
        }
    }

    /// The route with `{language}` in its paths read as the page's language, not as the field of that name.
    package var withLanguagePlaceholder: RouteRule {
        var route = self
        switch pages {
        case .path(let path, let next):
            route.pages = .path(path.withLanguagePlaceholder, next: next?.withLanguagePlaceholder)
        case .pattern(let path, let type): route.pages = .pattern(path.withLanguagePlaceholder, type)
        case .tag(let path): route.pages = .tag(path.withLanguagePlaceholder)
        case .pagesOf, .everything: break
        }
        return route
    }

    package init(
        _ pages: Pages, place: Place, fields: [FieldSelection]? = nil, ignore: Set<[String]> = [],
        options: QueryOptions = QueryOptions(), embeddedLimit: EmbeddedLimit? = nil, leavesItselfOut: Bool = false,
        isEncoded: Bool = false, only: [String] = []
    ) {
        self.pages = pages
        self.place = place
        self.fields = fields
        self.ignore = ignore
        self.options = options
        self.embeddedLimit = embeddedLimit
        self.leavesItselfOut = leavesItselfOut
        self.isEncoded = isEncoded
        self.only = only
    }
}
