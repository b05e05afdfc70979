/// The content of freshen.yaml.
package struct Site: Sendable {
    /// The collections that are watched.
    package let collections: [CollectionRule]
    /// The buckets that are watched.
    package let buckets: [BucketRule]
    /// The schema of the ledger.
    package let schema: String
    /// Whose permissions the pages' queries to Directus' API have; nil: the collections' `visible` alone decides.
    package var reader: APIReader?
    /// The languages of routes with `{language}`; nil: the file has no `languages`.
    package let languages: LanguageRule?
    /// The Next.js applications whose pods are notified.
    package let webs: [WebRule]
    /// The CloudFront distributions that are invalidated.
    package let distributions: [DistributionRule]
    /// A URL that answers 2xx while the CMS can serve renders; nil: it is not checked.
    package let health: String?
    /// How far the clock that answers `$NOW` may lag behind the database's.
    package let margin: Duration
    /// If one look finds more distinct stale paths than this, everything is revalidated instead.
    package let flood: Int
    /// The most that one `freshen run` takes, from its start to its report.
    package let deadline: Duration

    package init(
        collections: [CollectionRule], buckets: [BucketRule] = [], schema: String = Site.defaultSchema,
        reader: APIReader? = nil,
        languages: LanguageRule? = nil, webs: [WebRule],
        distributions: [DistributionRule], health: String? = nil, margin: Duration, flood: Int,
        deadline: Duration = Site.defaultDeadline
    ) {
        self.collections = collections
        self.buckets = buckets
        self.schema = schema
        self.reader = reader
        self.languages = languages
        self.webs = webs
        self.distributions = distributions
        self.health = health
        self.margin = margin
        self.flood = flood
        self.deadline = deadline
    }

    /// `schema` where the file has none.
    package static let defaultSchema = "freshen"
    /// `deadline` where the file has none.
    package static let defaultDeadline = Duration.seconds(35)

    /// The web entries whose pods a distribution waits for.
    func webs(before distribution: DistributionRule) -> [WebRule] {
        webs.filter { distribution.after?.contains($0.name) ?? true }
    }
}
