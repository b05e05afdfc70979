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
    /// The pages and tags that its items make stale.
    package private(set) var routes: [RouteRule]
    /// Columns whose changes make no page stale.
    package let ignore: [FieldName]
    /// All collections and the reader as freshen.yaml writes them, without places and comments: tells whether they changed.
    package var file = ""

    /// The rule where `{language}` is a language, not the field of that name.
    package var readingLanguage: CollectionRule {
        var rule = self
        rule.routes = routes.map(\.readingLanguage)
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
