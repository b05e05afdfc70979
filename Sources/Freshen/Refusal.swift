/// An entry that a pod refuses.
package struct Refusal: Sendable, Hashable {
    /// The entry.
    package let stale: Stale
    /// The pod's reason.
    package let reason: String

    package init(_ stale: Stale, reason: String) {
        self.stale = stale
        self.reason = reason
    }
}
