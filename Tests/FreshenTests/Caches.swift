import Freshen
import TestSupport

/// Pods that do as they are told, or fail by name.
final class PodDouble: PodTelling {
    var failures: [String: PodFailure] = [:]
    private(set) var told: [[String: [Stale]]] = []
    var whenTold: () -> Void = {}

    func tell(_ orders: [PodOrder]) -> [PodOutcome] {
        if !orders.isEmpty {
            told.append(Dictionary(orders.map { ($0.target.name, $0.stale) }) { $0 + $1 })
            whenTold()
        }
        return orders.map { order in failures[order.target.name].map { .failed($0, "it said so") } ?? .done }
    }
}

/// A CDN that takes batches, or fails; an answer can be lost on its way back.
final class EdgeDouble: EdgeTelling {
    var failure: EdgeFailure?
    var losesAnswers = false
    var perBatch = 1000
    private(set) var asked: [Batch] = []
    var whenAsked: () -> Void = {}

    func batches(for stale: [Stale], _ distribution: DistributionRule) -> [[String]] {
        let items = stale.map(\.text)
        return stride(from: 0, to: items.count, by: perBatch).map { Array(items[$0..<min($0 + perBatch, items.count)]) }
    }

    func send(_ batch: Batch) throws(EdgeFailure) -> String {
        asked.append(batch)
        whenAsked()
        if let failure { throw failure }
        if losesAnswers { throw EdgeFailure(.tryAgain, "the answer was lost") }
        return "I-\(batch.callerReference)"
    }
}

/// A site of one ledger, its pods and its distributions, run as often as a test likes.
final class World {
    let ledger = MemoryLedger()
    let pods = PodDouble()
    let edge = EdgeDouble()
    var isInterrupted = false
    var webs = [web("shop", ["a", "b"])]
    var distributions = [distribution("E1")]

    func run(isDryRun: Bool = false) throws(Failure) -> Report {
        let site = Site(collections: [], webs: webs, distributions: distributions, margin: .zero, flood: 5000)
        let run = Run(site: site, ledger: ledger, pods: pods, edge: edge) { self.isInterrupted }
        return try run(LookOrder(isDryRun: isDryRun, jobClock: Instant(microseconds: 0)))
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

    static func web(_ name: String, _ urls: [String]) -> WebRule {
        WebRule(
            name: name, place: Place(file: "f", line: 1, column: 1), urls: urls, endpoint: "/r",
            token: Secret(Decoy.secret("pods")), timeout: .seconds(1), settle: .zero, deadline: .seconds(1),
            everything: [.pattern("/", .layout)])
    }

    static func distribution(_ id: String, after: [String]? = nil) -> DistributionRule {
        DistributionRule(id: id, place: Place(file: "f", line: 1, column: 1), variants: ["{path}"], after: after)
    }
}
