/// How far a CDN has got with an invalidation that it accepted.
package enum InvalidationProgress: Sendable {
    case inProgress
    case completed
    /// The CDN does not know it any more: it was completed long ago, or the distribution was deleted.
    case unknown
}
