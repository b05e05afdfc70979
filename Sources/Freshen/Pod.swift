/// A process that may hold a page cache, as a listing found it.
package struct Pod: Sendable, Hashable {
    /// Its identity in the ledger: a listing's own, or the base URL where only an address is known.
    package let target: Target
    /// The base URL to POST to.
    package let url: String
    /// What people call it.
    package let label: String
    /// Whether it may hold CloudFront back: others are tried, and never hold anything back nor make a run fail.
    package let isReady: Bool

    package init(target: Target, url: String, label: String, isReady: Bool) {
        self.target = target
        self.url = url
        self.label = label
        self.isReady = isReady
    }
}

/// What a pod's answer says of its process: another one stands for another incarnation.
package struct Incarnation: Sendable, Hashable {
    /// As the answer spells it; nil: it does not say.
    package let buildId: String?
    /// The instant at which the process dropped the pages baked into its image, as the answer spells it.
    package let freshSince: String?
    /// How long ago that was at the most, by the pod's own clock; nil: not said, or in the future.
    package let age: Duration?

    package init(buildId: String? = nil, freshSince: String? = nil, age: Duration? = nil) {
        self.buildId = buildId
        self.freshSince = freshSince
        self.age = age
    }
}

/// Finds the pods of a web entry.
package protocol PodFinding {
    /// The processes that a listing has now; throws where it cannot be had, or has fewer than the entry demands.
    func pods(of web: WebRule) throws(Failure) -> [Pod]
}
