/// What a run sent to one distribution, or what a dry run plans to send.
package struct DistributionResult: Sendable {
    /// The result of one distribution.
    package enum Outcome: String, Sendable {
        /// There was nothing to send.
        case nothing
        /// A dry run: items would be sent.
        case planned
        /// CloudFront has accepted every batch.
        case accepted
        /// Nothing was to be sent, and an invalidation of an earlier run is completed.
        case confirmed
        /// CloudFront throttled requests, was unavailable or had too much in progress: the next run sends the rest.
        case deferred
        /// Something is still to be sent.
        case owed
    }

    /// The distribution's id or alias.
    package let distribution: String
    /// How the delivery to the distribution ended.
    package var outcome: Outcome
    /// The items that were sent, tried or planned.
    package var items: [String] = []
    /// The items of the batches that CloudFront accepted, which it bills; one that was accepted twice is here twice.
    package var accepted: [String] = []
    /// CloudFront's ids of the batches that it accepted.
    package var invalidations: [String] = []
    /// CloudFront's ids of earlier invalidations that are completed by now.
    package var confirmed: [String] = []
    /// Items that CloudFront refused, and for which a wildcard was sent.
    package var quarantined: [String] = []
    /// More about the outcome, for people; nil: nothing.
    package var detail: String?
    /// The exit code that this result alone gives the run.
    var exit = ExitCode.done
    /// Whether the distribution is still owed something, so that the run fails.
    package var isOwed: Bool { exit != .done }

    init(_ distribution: String, _ outcome: Outcome = .nothing, items: [String] = []) {
        self.distribution = distribution
        self.outcome = outcome
        self.items = items
    }

    /// This result after an earlier one of the same distribution in the same run.
    func following(_ earlier: DistributionResult) -> DistributionResult {
        var result = self
        result.items = earlier.items.filter { !items.contains($0) } + items
        result.accepted = earlier.accepted + accepted
        result.invalidations = earlier.invalidations + invalidations
        result.confirmed = earlier.confirmed + confirmed
        result.quarantined = earlier.quarantined + quarantined
        result.detail = detail ?? earlier.detail
        if outcome == .nothing || outcome == .confirmed, earlier.outcome != .nothing {
            (result.outcome, result.exit) = (earlier.outcome, exit.orGraver(earlier.exit))
        }
        return result
    }

    /// Adds a remark to the detail; a repeated one is dropped.
    mutating func add(remark: String) {
        guard detail?.hasSuffix(remark) != true else { return }
        detail = [detail, remark].compactMap { $0 }.joined(separator: "; ")
    }
}
