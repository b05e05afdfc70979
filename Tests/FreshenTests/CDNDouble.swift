import Freshen

/// A CDN that accepts batches or fails; answers can be lost.
final class CDNDouble: CDNInvalidating {
    var failure: CDNFailure?
    var losesAnswers = false
    var perBatch = 1000
    private(set) var asked: [Batch] = []
    var whenAsked: () -> Void = {}
    /// The progress of each invalidation; others are in progress.
    var progress: [String: Result<InvalidationProgress, CDNFailure>] = [:]
    /// The invalidations whose progress was asked for.
    private(set) var askedAbout: [String] = []

    func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress {
        askedAbout.append(batch.invalidation ?? "")
        return try progress[batch.invalidation ?? ""]?.get() ?? .inProgress
    }

    /// Refuses every request that holds one of these.
    var badItems: Set<String> = []
    /// How many wildcards (`/a*`) are in progress, our own and those of other tools.
    var wildcards = 0
    let capacity = InvalidationLoad(paths: 3000, wildcards: 15)

    func load(of items: [String]) -> InvalidationLoad {
        let wildcards = items.count { $0.hasSuffix("*") }
        return InvalidationLoad(paths: items.count - wildcards, wildcards: wildcards)
    }

    func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
        let wildcards = items.filter { $0.hasSuffix("*") }
        return items.filter { !$0.hasSuffix("*") } + wildcards.prefix(limit - 1) + ["/*"]
    }

    func widened(_ item: String) -> String? { item == "/*" ? nil : item.hasSuffix("*") ? "/*" : item + "*" }

    /// What every plan says that it leaves out.
    var remark: String?

    /// What each plan was allowed.
    private(set) var budgets: [Int?] = []

    func plan(for stale: [Stale], _ distribution: DistributionRule, budget: Int?) -> CDNPlan {
        budgets.append(budget)
        let all = stale.map(\.text)
        let isTooMuch = budget.map { all.count > $0 } ?? false
        let items = isTooMuch ? ["/all/*"] : all
        let batches = stride(from: 0, to: items.count, by: perBatch).map {
            Array(items[$0..<min($0 + perBatch, items.count)])
        }
        return CDNPlan(batches: batches, remark: remark, mergedCount: isTooMuch ? all.count : 0)
    }

    func send(_ batch: Batch) throws(CDNFailure) -> String {
        asked.append(batch)
        whenAsked()
        if let failure { throw failure }
        if !badItems.isDisjoint(with: batch.items) { throw CDNFailure(.tryAgain, .splitBatch, "invalid paths") }
        guard wildcards + load(of: batch.items).wildcards <= 15 else { throw CDNFailure(.tryAgain, .full, "too many") }
        if losesAnswers { throw CDNFailure(.tryAgain, "the answer was lost") }
        return "I-\(batch.callerReference)"
    }
}
