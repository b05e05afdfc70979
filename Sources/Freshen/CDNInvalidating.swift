/// Plans and creates invalidations at a CDN.
package protocol CDNInvalidating {
    /// The items that invalidate `stale` on a distribution, in batches that one request can hold.
    ///
    /// Throws where that depends on the distribution's own settings and they cannot be read.
    func batches(for stale: [Stale], _ distribution: DistributionRule) throws(CDNFailure) -> [[String]]
    /// Creates the invalidation of one batch and returns its id.
    func send(_ batch: Batch) throws(CDNFailure) -> String
    /// How far the CDN has got with an accepted batch.
    func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress

    /// The most that may be in progress for one distribution.
    var capacity: InvalidationLoad { get }
    /// How much of the capacity some items take.
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
    /// The CDN does not know it any more: it was completed long ago, or the distribution was deleted.
    case unknown
}
