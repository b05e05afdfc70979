import Freshen

/// A listing that a test can change.
final class ListingDouble: PodFinding {
    var unready: Set<String> = []
    var failure: Failure?
    /// Why the pods of some web entries cannot be listed.
    var failures: [String: Failure] = [:]
    /// Web entries whose pods are found only by who has patience.
    var late: Set<String> = []
    /// Web entries without pods.
    var empty: Set<String> = []
    /// Pods that the file does not name.
    var extra: [String] = []

    func pods(of web: WebRule) throws(Failure) -> FoundPods {
        if let failure = failures[web.name] ?? failure { throw failure }
        if empty.contains(web.name) {
            return FoundPods([], shortage: Failure(.configuration, "\(web.name) has 0 pods, and min is 1"))
        }
        guard case .urls(let urls) = web.pods else { return FoundPods([]) }
        return FoundPods((urls + extra).map { Pod(web: web.name, url: $0, isReady: !unready.contains($0)) })
    }

    func begin(_ web: WebRule) -> any PendingPods {
        let result = Result { () throws(Failure) in try pods(of: web) }
        return PendingDouble(result: result, isLate: late.contains(web.name))
    }
}

private struct PendingDouble: PendingPods {
    let result: Result<FoundPods, Failure>
    let isLate: Bool

    func found(until end: ContinuousClock.Instant) -> Result<FoundPods, Failure>? {
        isLate && end - .now < .seconds(5) ? nil : result
    }
}
