/// Plans and creates invalidations at a CDN.
package protocol CDNInvalidating {
    /// What a distribution is sent for `stale`.
    ///
    /// More items than `budget` become fewer and wider ones, as far as that is reasonable; nil: there is no limit. Throws if
    /// the items depend on the distribution's own settings and those cannot be read.
    func plan(for stale: [Stale], _ distribution: DistributionRule, budget: Int?) throws(CDNFailure) -> CDNPlan
    /// Creates the invalidation of one batch and returns its id.
    func send(_ batch: Batch) throws(CDNFailure) -> String
    /// How far the CDN has got with an accepted batch.
    func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress

    /// The most that can be in progress for one distribution.
    var capacity: InvalidationLoad { get }
    /// How much of the capacity the items take.
    func load(of items: [String]) -> InvalidationLoad
    /// Items that match all that `items` match, with at most `limit` wildcards (one at least).
    func fewerWildcards(_ items: [String], atMost limit: Int) -> [String]
    /// A wider item to send in place of one that was refused; nil: there is none.
    func widened(_ item: String) -> String?
}

/// How far a CDN has got with an invalidation that it accepted.
package enum InvalidationProgress: Sendable {
    case inProgress
    case completed
    /// The CDN no longer has it: it was completed long ago, or the distribution was deleted.
    case unknown
}

/// How much work a CDN has, or can have, for one distribution; paths and wildcards have limits of their own.
package struct InvalidationLoad: Sendable, Hashable {
    /// How many paths and tags, and how many items that end in `*`.
    package let paths, wildcards: Int

    package init(paths: Int, wildcards: Int) {
        self.paths = paths
        self.wildcards = wildcards
    }

    /// This load minus another; may be negative.
    func without(_ other: InvalidationLoad) -> InvalidationLoad {
        InvalidationLoad(paths: paths - other.paths, wildcards: wildcards - other.wildcards)
    }

    /// Whether the load fits; one without wildcards fits however many wildcards are in progress.
    func fits(in room: InvalidationLoad) -> Bool {
        (paths == 0 || paths <= room.paths) && (wildcards == 0 || wildcards <= room.wildcards)
    }
}
