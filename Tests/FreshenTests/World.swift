import Freshen
import TestSupport

/// A site with a memory ledger, pods and distributions, on which a test makes runs.
final class World {
    /// What a look may find.
    static let paths = [LogEntry(.path("/a")), LogEntry(.path("/b")), LogEntry(.tag("t"))]

    let ledger = MemoryLedger()
    let listing = ListingDouble()
    let pods = PodDouble()
    let cdn = CDNDouble()
    /// Each wait for the CDN.
    var pauses: [Duration] = []
    var waitBudget = CDNWaitBudget.none()
    /// The time that each run has for retries.
    var time = { DeliveryTime.none() }
    var isInterrupted = false
    /// Why the CMS cannot answer renders.
    var outage: String?
    var webs = [web("shop", ["a", "b"])]
    var distributions = [distribution("E1")]

    func run(_ kind: LookRequest.Kind = .changes, isDryRun: Bool = false) throws(Failure) -> Report {
        let site = Site(collections: [], webs: webs, distributions: distributions, margin: .zero, flood: 5000)
        let run = Run(
            site: site, ledger: ledger, finder: listing, pods: pods, cdn: cdn, waitBudget: waitBudget,
            time: time(), outage: { self.outage },
            isInterrupted: { self.isInterrupted })
        return try run(LookRequest(kind: kind, isDryRun: isDryRun, jobClock: Instant(microseconds: 0)))
    }

    /// A site after its first look, so that what it finds next is sent.
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
        patience: Duration = .seconds(60), trailingSlash: Bool = false
    ) -> WebRule {
        WebRule(
            name: name, place: Place(file: "f", line: 1, column: 1), pods: .urls(urls), endpoint: "/r",
            token: Secret(Decoy.secret("pods")), timeout: .seconds(1), settle: settle, deadline: deadline,
            patience: patience, everything: [.pattern("/", .layout)],
            trailingSlash: trailingSlash)
    }

    static func distribution(_ id: String, after: [String]? = nil, budget: Int? = nil) -> DistributionRule {
        DistributionRule(
            id: id, place: Place(file: "f", line: 1, column: 1), variants: ["{path}"], after: after, budget: budget)
    }
}
