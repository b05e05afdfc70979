/// A process that may hold a page cache, as a listing found it.
package struct Pod: Sendable, Hashable {
    /// Whose offset it is: one incarnation of the process.
    ///
    /// Its name is `<uid>/<container id>` where the API server lists pods, else the address.
    package let target: Target
    /// The base URL to POST to, such as `http://10.244.1.7:3000` or `http://[fd00::7]:3000`.
    package let url: String
    /// For people: the pod's name, or the URL where nobody knows it.
    package let label: String
    /// Whether it may hold CloudFront back: Ready, not terminating, its node not lost.
    ///
    /// Others are tried, and never hold anything back.
    package let isReady: Bool

    package init(target: Target, url: String, label: String, isReady: Bool) {
        self.target = target
        self.url = url
        self.label = label
        self.isReady = isReady
    }

    /// A pod of which an address is all that tells it from others.
    package init(web: String, url: String, label: String? = nil, isReady: Bool = true) {
        self.init(
            target: Target(kind: .pod, web: web, name: url), url: url, label: label ?? url, isReady: isReady)
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
