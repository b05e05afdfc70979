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

/// One entry of a collection's `routes` or `tags`.
package struct RouteRule: Sendable {
    package enum Target: Sendable, Hashable {
        /// A page by its path; `next` is what the path is rewritten to inside Next.js.
        case path(PathTemplate, next: PathTemplate?)
        case pattern(PathTemplate, PatternType)
        case tag(PathTemplate)
        /// Every page of another collection.
        case pagesOf(String)
        case everything
    }

    package let target: Target
    package let place: Place
    /// The fields that the page shows of the item; nil: the whole item, so its version is the fingerprint.
    package let fields: [Placed<[String]>]?

    package init(target: Target, place: Place, fields: [Placed<[String]>]?) {
        self.target = target
        self.place = place
        self.fields = fields
    }
}

/// Pods of one Next.js application, and how they are told.
package struct WebRule: Sendable {
    package let name: String
    package let place: Place
    package let pods: PodSource
    /// Fewer pods than this are a mistake: where a namespace, service or selector is misspelt, none are found.
    package let min: Int
    /// Path of the revalidation endpoint, with the application's basePath.
    package let endpoint: String
    package let token: Secret
    package let timeout: Duration
    package let settle: Duration
    package let deadline: Duration
    /// How long a ready pod that does not answer may hold CloudFront back.
    package let patience: Duration
    /// What stands for everything on this site.
    package let everything: [Stale]

    package init(
        name: String, place: Place, pods: PodSource, min: Int = 1, endpoint: String, token: Secret,
        timeout: Duration, settle: Duration, deadline: Duration, patience: Duration = .seconds(60),
        everything: [Stale]
    ) {
        self.name = name
        self.place = place
        self.pods = pods
        self.min = min
        self.endpoint = endpoint
        self.token = token
        self.timeout = timeout
        self.settle = settle
        self.deadline = deadline
        self.patience = patience
        self.everything = everything
    }
}

/// A secret that no description, report or error shows.
package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself: for the request it belongs to, nothing else.
    package let reveal: String

    package init(_ secret: String) {
        reveal = secret
    }

    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One CloudFront distribution, and how its URLs follow from paths.
package struct DistributionRule: Sendable {
    /// Its id, or one of its aliases, which holds a dot.
    package let id: String
    package let place: Place
    /// Each with `{path}`: the spellings under which CloudFront caches a page.
    package let variants: [String]
    /// The webs it waits for; nil: all.
    package let after: [String]?

    package init(id: String, place: Place, variants: [String], after: [String]?) {
        self.id = id
        self.place = place
        self.variants = variants
        self.after = after
    }
}

/// All of freshen.yaml.
package struct Site: Sendable {
    package let collections: [CollectionRule]
    package let webs: [WebRule]
    package let distributions: [DistributionRule]
    /// What answers 2xx while the CMS can answer renders; nil: nobody asks.
    package let health: String?
    /// How far the clock that answers `$NOW` may lag behind the database's.
    package let margin: Duration
    /// More distinct stale paths than this in one capture: everything, once.
    package let flood: Int

    package init(
        collections: [CollectionRule], webs: [WebRule], distributions: [DistributionRule], health: String? = nil,
        margin: Duration, flood: Int
    ) {
        self.collections = collections
        self.webs = webs
        self.distributions = distributions
        self.health = health
        self.margin = margin
        self.flood = flood
    }
}
