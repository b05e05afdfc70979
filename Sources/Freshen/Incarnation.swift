/// What a pod's answer says about its process; different values mean different processes.
package struct Incarnation: Sendable, Hashable {
    /// As the answer spells it; nil: the answer has none.
    package let buildId: String?
    /// The instant at which the process dropped the prerendered pages of its image, as the answer spells it.
    package let freshSince: String?
    /// An upper bound of the time since `freshSince`, by the pod's own clock; nil: unknown, or that is in the future.
    package let age: Duration?

    package init(buildId: String? = nil, freshSince: String? = nil, age: Duration? = nil) {
        self.buildId = buildId
        self.freshSince = freshSince
        self.age = age
    }
}
