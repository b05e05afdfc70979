/// A request to CloudFront, stored before it is sent, so that exactly the same request can be repeated.
package struct Batch: Sendable, Hashable {
    /// The ledger's id.
    package let id: Int
    /// The distribution's id or alias, as in the configuration.
    package let distribution: String
    /// The caller reference, which makes a repeated request the same invalidation.
    package let callerReference: String
    /// The items to invalidate.
    package let items: [String]
    /// The offset of the distribution once its last open batch is accepted.
    package let upTo: Int
    /// CloudFront's id of the invalidation, once accepted.
    package let invalidation: String?

    package init(
        id: Int, distribution: String, callerReference: String, items: [String], upTo: Int, invalidation: String? = nil
    ) {
        self.id = id
        self.distribution = distribution
        self.callerReference = callerReference
        self.items = items
        self.upTo = upTo
        self.invalidation = invalidation
    }
}
