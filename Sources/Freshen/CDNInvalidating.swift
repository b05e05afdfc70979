/// Plans and creates invalidations at a CDN.
package protocol CDNInvalidating {
    /// The invalidations that `stale` needs on a distribution.
    ///
    /// Throws where they depend on the distribution's own settings and those cannot be read.
    func plan(for stale: [Stale], _ distribution: DistributionRule) throws(CDNFailure) -> InvalidationPlan
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
