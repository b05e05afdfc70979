/// One collection of freshen.yaml: which of its items visitors see, and on which pages.
package struct CollectionRule: Sendable {
    /// The collection's name in Directus.
    package let name: Placed<String>
    /// `visible`, `publish_at` and `expire_at`, ANDed.
    package let visible: Filter
    /// `zone`, the time zone in which the CMS compares columns without time zone; nil: freshen.yaml names none.
    package let zone: Placed<String>?
    /// Relations whose rows the collection's pages show, beside those that its routes name.
    package let shows: [Placed<[String]>]
    /// The entries of `routes` and `tags`: the pages and tags that its items make stale.
    package private(set) var routes: [RouteRule]
    /// Columns whose changes make no page stale.
    package let ignore: [FieldName]
    /// The file's `reader`, `languages` and `collections` without places and comments, to find out whether one changed.
    package var file = ""

    /// The rule with `{language}` in its paths read as the page's language; without `languages` it is a field's name.
    package var withLanguagePlaceholder: CollectionRule {
        var rule = self
        rule.routes = routes.map(\.withLanguagePlaceholder)
        return rule
    }

    package init(
        name: Placed<String>, visible: Filter, zone: Placed<String>?, shows: [Placed<[String]>], routes: [RouteRule],
        ignore: [FieldName]
    ) {
        self.name = name
        self.visible = visible
        self.zone = zone
        self.shows = shows
        self.routes = routes
        self.ignore = ignore
    }
}
