/// What one pod is to be told.
package struct PodOrder: Sendable {
    package let target: Target
    package let web: WebRule
    package let stale: [Stale]

    package init(target: Target, web: WebRule, stale: [Stale]) {
        self.target = target
        self.web = web
        self.stale = stale
    }
}

/// How telling one pod ended.
package enum PodOutcome: Sendable, Equatable {
    case done
    case failed(PodFailure, String)
}

/// Why a pod did not do what it was told.
///
/// All but a refusal are worth another try.
package enum PodFailure: String, Sendable {
    case unreachable
    case timedOut = "timed out"
    case redirect
    case refused
    case noEndpoint = "no endpoint"
    case tooLarge = "too large"
    case busy
    case serverError = "server error"
    case notJSON = "not JSON"
    case notRevalidated = "not revalidated"
    case unexpected
    case interrupted
}

/// Tells pods, all at once.
package protocol PodTelling {
    /// One outcome for each order, in the same order. Never throws: a pod that fails is a pod that is owed.
    func tell(_ orders: [PodOrder]) -> [PodOutcome]
}

/// Why CloudFront did not take a batch.
package struct EdgeFailure: Error, Sendable {
    package let exit: ExitCode
    package let message: String

    package init(_ exit: ExitCode, _ message: String) {
        self.exit = exit
        self.message = message
    }
}

/// Tells a CDN.
package protocol EdgeTelling {
    /// What a distribution is asked for: items in batches that one request can hold.
    func batches(for stale: [Stale], _ distribution: DistributionRule) -> [[String]]
    /// Asks for one batch; returns the id under which the CDN accepted it.
    func send(_ batch: Batch) throws(EdgeFailure) -> String
}
