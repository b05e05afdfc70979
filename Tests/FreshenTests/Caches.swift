import Freshen
import TestSupport

/// Pods that do as they are told, or fail by name.
final class PodDouble: PodNotifying {
    var failures: [String: PodFailure] = [:]
    /// When those that fail may be told again, counted from the run's first telling.
    var notBefore: [String: Duration] = [:]
    var said: [String: Incarnation] = [:]
    var refusals: [String: [Refusal]] = [:]
    private(set) var told: [[String: [Stale]]] = []
    private(set) var greeted: [String] = []
    var whenTold: () -> Void = {}

    func greet(_ requests: [PodRequest]) -> [PodAnswer] {
        greeted += requests.map(\.pod.url)
        return requests.map(answer)
    }

    func notify(_ requests: [PodRequest]) -> [PodAnswer] {
        if !requests.isEmpty {
            told.append(Dictionary(requests.map { ($0.pod.url, $0.stale) }) { $0 + $1 })
            whenTold()
        }
        return requests.map(answer)
    }

    private func answer(_ order: PodRequest) -> PodAnswer {
        let url = order.pod.url
        if let failure = failures[url] {
            var answer = PodAnswer(.failed(failure, "it said so"))
            answer.notBefore = notBefore[url]
            return answer
        }
        return PodAnswer(.done, incarnation: said[url], refused: refusals[url] ?? [])
    }
}

/// A listing that a test changes; pods that are not ready are named.
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

/// A CDN that takes batches, or fails; an answer can be lost on its way back.
final class EdgeDouble: CDNInvalidating {
    var failure: CDNFailure?
    var losesAnswers = false
    var perBatch = 1000
    private(set) var asked: [Batch] = []
    var whenAsked: () -> Void = {}
    /// How far it has got with each invalidation; all else is in progress.
    var progress: [String: Result<InvalidationProgress, CDNFailure>] = [:]
    /// Which invalidations it was asked about.
    private(set) var askedAbout: [String] = []

    func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress {
        askedAbout.append(batch.invalidation ?? "")
        return try progress[batch.invalidation ?? ""]?.get() ?? .inProgress
    }

    /// Refuses every request that holds one of these.
    var badItems: Set<String> = []
    /// How many wildcards (`/a*`) are in progress, ours or not, beyond which it takes none.
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

    func plan(for stale: [Stale], _ distribution: DistributionRule) -> InvalidationPlan {
        let items = stale.map(\.text)
        let batches = stride(from: 0, to: items.count, by: perBatch).map {
            Array(items[$0..<min($0 + perBatch, items.count)])
        }
        return InvalidationPlan(batches: batches, remark: remark)
    }

    func send(_ batch: Batch) throws(CDNFailure) -> String {
        asked.append(batch)
        whenAsked()
        if let failure { throw failure }
        if !badItems.isDisjoint(with: batch.items) { throw CDNFailure(.tryAgain, .badItems, "invalid paths") }
        guard wildcards + load(of: batch.items).wildcards <= 15 else { throw CDNFailure(.tryAgain, .full, "too many") }
        if losesAnswers { throw CDNFailure(.tryAgain, "the answer was lost") }
        return "I-\(batch.callerReference)"
    }
}

/// A site of one ledger, its pods and its distributions, run as often as a test likes.
final class World {
    let ledger = MemoryLedger()
    let listing = ListingDouble()
    let pods = PodDouble()
    let edge = EdgeDouble()
    /// How long the CDN was waited for, each time.
    var pauses: [Duration] = []
    var backoff = CDNBackoff.none
    /// What each run has for telling pods again.
    var time = { DeliveryTime.none }
    var isInterrupted = false
    /// Why the CMS cannot answer.
    var outage: String?
    var webs = [web("shop", ["a", "b"])]
    var distributions = [distribution("E1")]

    func run(_ kind: LookRequest.Kind = .changes, isDryRun: Bool = false) throws(Failure) -> Report {
        let site = Site(collections: [], webs: webs, distributions: distributions, margin: .zero, flood: 5000)
        let run = Run(
            site: site, ledger: ledger, finder: listing, pods: pods, cdn: edge, backoff: backoff,
            time: time(), outage: { self.outage },
            isInterrupted: { self.isInterrupted })
        return try run(LookRequest(kind: kind, isDryRun: isDryRun, jobClock: Instant(microseconds: 0)))
    }

    /// A world that has looked once, so that what it finds next is sent.
    static func settled() throws -> World {
        let world = World()
        _ = try world.run()
        return world
    }

    func offset(ofPod name: String, web: String = "shop") -> Int? {
        ledger.known[Target(kind: .pod, web: web, name: name)] ?? nil
    }

    func offset(ofDistribution id: String) -> Int? {
        ledger.known[Target(kind: .distribution, name: id)] ?? nil
    }

    static func web(
        _ name: String, _ urls: [String], settle: Duration = .zero, deadline: Duration = .seconds(1),
        patience: Duration = .seconds(60)
    ) -> WebRule {
        WebRule(
            name: name, place: Place(file: "f", line: 1, column: 1), pods: .urls(urls), endpoint: "/r",
            token: Secret(Decoy.secret("pods")), timeout: .seconds(1), settle: settle, deadline: deadline,
            patience: patience, everything: [.pattern("/", .layout)])
    }

    static func distribution(_ id: String, after: [String]? = nil) -> DistributionRule {
        DistributionRule(id: id, place: Place(file: "f", line: 1, column: 1), variants: ["{path}"], after: after)
    }
}
