import Freshen

/// One run of the real `Run` and its failures: between any two of its calls it can be killed, wait while another run
/// takes place, or be interrupted.
final class SimulatedRun {
    let world: SimulatedWorld
    /// 0, or 1 for a run inside another one.
    let depth: Int
    private let name: Int
    private let began = ContinuousClock.now
    /// After so many calls it is killed.
    private var callsLeft: Int
    private(set) var isDead = false
    var isInterrupted = false
    /// The requests to pods that are made at the end, where CloudFront is invalidated first.
    var deferred: [PodRequest] = []
    /// The pods that were sent anything.
    var asked: Set<Target> = []
    /// The pods that were listed as ready, last.
    var ready: Set<Target> = []
    /// The ledger's state as the run last read it.
    var decidedOn: DeliveryState?

    init(_ world: SimulatedWorld, depth: Int = 0) {
        self.world = world
        self.depth = depth
        name = world.pick(1000)
        callsLeft = world.fault(1, of: 4) ? world.pick(30) : Int.max
    }

    /// Makes the run; nil: it was killed, or could not look.
    func callAsFunction() -> Report? {
        let everything = [Stale.pattern("/", .layout)]
        let web = WebRule(
            name: "shop", place: Self.place, pods: .urls([]), endpoint: "/r", token: Secret(""), timeout: .seconds(1),
            settle: .milliseconds(world.settle), deadline: .seconds(45), patience: .milliseconds(world.patience),
            everything: everything)
        let distributions = world.edges.prefix(world.configuredEdges).map { World.distribution($0.id) }
        let site = Site(
            collections: [], webs: [web], distributions: distributions, margin: .milliseconds(world.margin), flood: 5)
        let run = Run(
            site: site, ledger: self, finder: self, pods: self, cdn: self, time: time, outage: outage,
            isInterrupted: { self.isInterrupted })
        note("run begins")
        let report = try? run(LookRequest(jobClock: world.ledger.now))
        if !deferred.isEmpty, !isDead { _ = passes(deferred) }
        note("run ends: \(report.map { "\($0.outcome) \($0.exit)" } ?? "killed")")
        return isDead ? nil : report
    }

    func note(_ text: @autoclosure () -> String) {
        world.note("[\(name)] \(text())")
    }

    /// Waits as the program does.
    private var time: DeliveryTime {
        DeliveryTime(
            limit: world.every.map { .milliseconds($0) },
            now: { [began, world] in began + .milliseconds(world.now) },
            random: { [world] in Double(world.pick(1000)) / 1000 },
            pause: { self.pause(Int($0.milliseconds) + 1) })
    }

    private func outage() -> String? {
        world.fault(1, of: 20) ? "the CMS is down" : nil
    }

    /// Whether a call is the run's last: it is killed before or after what the call does.
    enum Death {
        case before, after
    }

    func die(_ death: Death, _ call: String) {
        isDead = true
        note("killed \(death) \(call)")
    }

    /// Lets time pass and failures happen before a call.
    func approach(_ call: String, mayNest: Bool = true) -> Death? {
        world.advance(by: 1 + world.pick(30))
        if mayNest, depth == 0, world.fault(1, of: 100) { nest() }
        if world.fault(1, of: 300) { isInterrupted = true }
        callsLeft -= 1
        return callsLeft == 0 ? (world.chance(1, of: 2) ? .before : .after) : nil
    }

    /// Makes another run.
    ///
    /// Sometimes it does not reach a pod that this one reaches, or this one pauses for long after it.
    func nest() {
        if world.ledger.deliveryState().hasLooked, world.chance(1, of: 2) {
            world.edit(world.pick(world.pages))
            world.advance(by: world.margin)
        }
        if world.startsProcesses, world.chance(1, of: 2) { restart() }
        let missed = world.pods.filter { $0.isReady && world.chance(1, of: 4) }
        for pod in missed { (pod.isReady, pod.hangsUntil) = (false, Int.max) }
        note("pauses; not ready: \(missed.map(\.target.name))")
        _ = SimulatedRun(world, depth: depth + 1)()
        for pod in missed {
            (pod.isReady, pod.hangsUntil) = (!pod.process.isDead, 0)
            guard world.startsProcesses, pod.isAddress, world.chance(1, of: 2) else { continue }
            world.at(world.now + world.pick(2 * world.settle)) { [world] in world.restart(pod) }
        }
        for edge in world.edges + world.edges {
            let page = world.pick(world.pages)
            world.at(world.now + world.pick(world.settle)) { [world] in world.visit(edge, page) }
        }
        if world.chance(1, of: 4) { world.advance(by: world.pick(2 * world.patience)) }
    }

    /// Puts another process behind an address; sometimes it hangs soon after its first answer.
    private func restart() {
        let addresses = world.pods.filter(\.isAddress)
        guard !addresses.isEmpty else { return }
        let pod = addresses[world.pick(addresses.count)]
        world.restart(pod)
        if world.chance(1, of: 2) { pod.hangsAfter = 1 + world.pick(4) }
    }

    private static let place = Place(file: "f", line: 1, column: 1)
}
