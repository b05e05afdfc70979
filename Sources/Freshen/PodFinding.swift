/// The pods of a web entry.
package struct FoundPods: Sendable {
    /// Every process of the web entry that may hold a page cache now.
    package let pods: [Pod]
    /// Why they are fewer than the entry's `min`; nil: they are not.
    package let shortage: Failure?

    package init(_ pods: [Pod], shortage: Failure? = nil) {
        self.pods = pods
        self.shortage = shortage
    }
}

/// Finds the pods of a web entry.
package protocol PodFinding {
    /// The pods of a web entry.
    ///
    /// Throws `.tryAgain` if the list cannot be read now, `.refused` if the right to list is missing, and
    /// `.configuration` if the web entry names nothing to list.
    func pods(of web: WebRule) throws(Failure) -> FoundPods

    /// Begins to find the pods of a web entry, while the caller does something else.
    func begin(_ web: WebRule) -> any PendingPods
}

/// Pods that are being found.
package protocol PendingPods {
    /// Waits until an instant at most; nil: they are not found yet.
    func found(until end: ContinuousClock.Instant) -> Result<FoundPods, Failure>?
}

extension PodFinding {
    /// Finds them before it returns.
    package func begin(_ web: WebRule) -> any PendingPods {
        FoundAlready(result: Result { () throws(Failure) in try pods(of: web) })
    }
}

private struct FoundAlready: PendingPods {
    let result: Result<FoundPods, Failure>

    func found(until end: ContinuousClock.Instant) -> Result<FoundPods, Failure>? { result }
}
