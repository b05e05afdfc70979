/// One collection of freshen.yaml: which items a visitor sees, and on which pages.
package struct CollectionRule: Sendable {
    package let name: Placed<String>
    /// `visible`, `publish_at` and `expire_at`, ANDed.
    package let visible: Filter
    /// The wall clock of zone-less columns; nil: not said.
    package let zone: Placed<String>?
    /// Relations whose rows the collection's pages show besides those that its routes name.
    package let shows: [Placed<[String]>]
    package let routes: [RouteRule]
    /// Columns whose change is no change.
    package let ignore: [FieldName]

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
