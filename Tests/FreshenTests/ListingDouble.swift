import Freshen

/// A listing that a test can change.
final class ListingDouble: PodFinding {
    var unready: Set<String> = []
    var failure: Failure?
    /// Pods that the file does not name.
    var extra: [String] = []

    func pods(of web: WebRule) throws(Failure) -> [Pod] {
        if let failure { throw failure }
        guard case .urls(let urls) = web.pods else { return [] }
        return (urls + extra).map { Pod(web: web.name, url: $0, isReady: !unready.contains($0)) }
    }
}
