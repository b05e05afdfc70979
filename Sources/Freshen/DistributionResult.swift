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

    /// One batch that CloudFront accepted, or that a dry run plans.
    package struct Request: Sendable, Hashable {
        /// CloudFront's id of the invalidation; nil: it is only planned.
        package let invalidation: String?
        /// Its items, by kind.
        package let items: ItemCounts
    }

    /// The distribution's id or alias.
    package let distribution: String
    /// How the delivery to the distribution ended.
    package var outcome: Outcome
    /// The items that were sent, tried or planned.
    package var items: [String] = []
    /// The items of the batches that CloudFront accepted, which it bills; one that was accepted twice is here twice.
    package var accepted: [String] = []
    /// The batches that CloudFront accepted, or that are planned.
    package private(set) var batches: [Request] = []
    /// What CloudFront has accepted in this month, with this result, or would have; nil: that is not known.
    package var month: ItemCounts?
    /// How many items the distribution may be sent in a month; nil: any number.
    package let budget: Int?
    /// How many items a wildcard takes the place of, because the month's budget does not suffice.
    package private(set) var mergedCount = 0
    /// CloudFront's ids of the batches that it accepted.
    package var invalidations: [String] { batches.compactMap(\.invalidation) }
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

    init(_ distribution: String, _ outcome: Outcome = .nothing, items: [String] = [], budget: Int? = nil) {
        self.distribution = distribution
        self.budget = budget
        self.outcome = outcome
        self.items = items
    }

    /// This result after an earlier one of the same distribution in the same run.
    func following(_ earlier: DistributionResult) -> DistributionResult {
        var result = self
        result.items = earlier.items.filter { !items.contains($0) } + items
        result.accepted = earlier.accepted + accepted
        result.batches = earlier.batches + batches
        result.month = month ?? earlier.month
        result.mergedCount = earlier.mergedCount + mergedCount
        result.confirmed = earlier.confirmed + confirmed
        result.quarantined = earlier.quarantined + quarantined
        result.detail = detail ?? earlier.detail
        if outcome == .nothing || outcome == .confirmed, earlier.outcome != .nothing {
            (result.outcome, result.exit) = (earlier.outcome, exit.orGraver(earlier.exit))
        }
        return result
    }

    /// Adds a batch that CloudFront has accepted.
    mutating func accept(_ items: [String], _ invalidation: String) {
        self.items += items
        accepted += items
        add(items, invalidation)
        outcome = .accepted
    }

    /// Adds a batch that would be sent.
    mutating func plan(_ items: [String]) {
        self.items += items
        add(items, nil)
        outcome = .planned
    }

    private mutating func add(_ items: [String], _ invalidation: String?) {
        let counts = ItemCounts(items)
        batches.append(Request(invalidation: invalidation, items: counts))
        month = month.map { $0 + counts }
    }

    /// How many items are left of the month's budget; nil: any number.
    var leftOfBudget: Int? { budget.map { max(0, $0 - (month?.total ?? 0)) } }

    /// Notes what a plan leaves out, and whether it exceeds the month's budget.
    mutating func note(_ plan: CDNPlan) {
        if let remark = plan.remark { add(remark: remark) }
        mergedCount += plan.mergedCount
        guard let budget, let left = leftOfBudget else { return }
        let count = plan.batches.map(\.count).reduce(0, +)
        guard plan.mergedCount > 0 || count > left else { return }
        let merged = plan.mergedCount > 0 ? ": wildcards take the place of \(plan.mergedCount) items" : ""
        add(remark: "over the budget of \(budget) paths this month\(merged)")
    }

    /// Adds a remark to the detail; a repeated one is dropped.
    mutating func add(remark: String) {
        guard detail?.hasSuffix(remark) != true else { return }
        detail = [detail, remark].compactMap { $0 }.joined(separator: "; ")
    }
}
