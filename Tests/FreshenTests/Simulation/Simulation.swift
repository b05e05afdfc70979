import Freshen
import TestSupport

/// One history: runs with failures around them, and then a time without any.
struct Simulation {
    let world: SimulatedWorld

    init(seed: UInt64, flaw: Flaw? = nil, isTraced: Bool = false) {
        world = SimulatedWorld(seed: seed, flaw: flaw, isTraced: isTraced)
    }

    /// The promise that did not hold; nil: all did.
    func run() -> String? {
        begin()
        for _ in 0..<2 where world.violation == nil {
            for _ in 0..<world.pick(4) + 1 where world.violation == nil {
                schedule(within: 10_000)
                _ = SimulatedRun(world)()
                world.advance(by: 500 + world.pick(world.chance(1, of: 5) ? world.patience : 8000))
            }
            settle()
            checkCaches()
        }
        return world.violation
    }

    /// Ends all failures, and runs until nothing is owed.
    private func settle() {
        world.hasFaults = false
        world.advance(by: 10_000)
        for pod in world.pods where !pod.process.isDead {
            (pod.isListed, pod.isReady, pod.hangsUntil) = (true, true, 0)
        }
        rest()
        for _ in 0..<10 where world.pods.contains(where: { !$0.isKnown(as: world.ledger.states[$0.target]) }) {
            // A run that has nothing to send asks no pod for its process.
            world.edit(0)
            rest()
        }
        world.hasFaults = true
    }

    /// Runs until the first look is done; until then every cache holds what the CMS shows.
    private func begin() {
        while !world.ledger.deliveryState().hasLooked {
            _ = SimulatedRun(world)()
            world.advance(by: 1000)
        }
    }

    private func schedule(within time: Int) {
        for _ in 0..<world.pick(world.eventLimit) { at(time) { $0.edit($0.pick($0.pages)) } }
        for _ in 0..<world.pick(20) { at(time) { $0.visit($0.edges[$0.pick(2)], $0.pick($0.pages)) } }
        for _ in 0..<world.pick(6) { withPod(time) { $0.request($0.pick($0.pages), of: $1, for: nil) } }
        for _ in 0..<world.pick(world.eventLimit) { happen(within: time) }
    }

    private func happen(within time: Int) {
        // A new process makes everything stale, which hides mistakes: half of the histories have none.
        switch world.pick(world.startsProcesses ? 12 : 6) {
        case 0...2: withPod(time) { world, pod in unready(world, pod) }
        case 3...4: withPod(time) { world, pod in hang(world, pod) }
        case 5: at(time) { $0.configuredEdges = 2 }
        case 6...7: at(time) { $0.startPod() }
        case 8: withPod(time) { $0.die($1) }
        default: withPod(time) { $0.restart($1) }
        }
    }

    private func at(_ time: Int, _ body: @escaping (SimulatedWorld) -> Void) {
        let world = world
        world.at(world.now + world.pick(time)) { body(world) }
    }

    private func withPod(_ time: Int, _ body: @escaping (SimulatedWorld, SimulatedPod) -> Void) {
        at(time) { world in
            let alive = world.pods.filter { !$0.process.isDead }
            if !alive.isEmpty { body(world, alive[world.pick(alive.count)]) }
        }
    }

    /// Makes a pod not ready, some of them for ever.
    private func unready(_ world: SimulatedWorld, _ pod: SimulatedPod) {
        world.note("\(pod.target.name) is not ready")
        pod.isReady = false
        if world.chance(1, of: 2) { pod.hangsUntil = world.now + world.pick(15_000) }
        world.at(world.now + world.pick(world.chance(1, of: 2) ? 3000 : 20_000)) {
            guard !pod.process.isDead else { return }
            world.note("\(pod.target.name) is ready again")
            pod.isReady = true
            for edge in world.edges where world.chance(1, of: 2) { world.visit(edge, world.pick(world.pages)) }
            guard world.chance(1, of: 2), world.pods.count > 1 else { return }
            world.at(world.now + world.pick(3000)) { pod.isAddress ? world.restart(pod) : world.die(pod) }
        }
    }

    private func hang(_ world: SimulatedWorld, _ pod: SimulatedPod) {
        pod.hangsUntil = world.now + world.pick(2 * world.patience)
        pod.catchesUp = world.chance(1, of: 2)
        world.note("\(pod.target.name) hangs until \(pod.hangsUntil)")
    }

    /// Runs, and visitors between them, until two runs on end find nothing to do.
    private func rest() {
        world.advance(by: world.margin + world.lag + 1000)
        var quiet = 0
        for _ in 0..<30 where quiet < 2 {
            guard world.violation == nil else { return }
            for edge in world.edges {
                for page in 0..<world.pages { world.visit(edge, page) }
            }
            let report = SimulatedRun(world)()
            quiet = report?.exit == .done && report?.paths == [] ? quiet + 1 : 0
            world.advance(by: 2 * world.settle)
        }
        if quiet < 2 { world.fail("it does not come to rest") }
    }

    private func checkCaches() {
        for page in 0..<world.pages {
            let version = world.edits[page].count
            for pod in world.pods where !pod.process.isDead {
                if let cached = pod.process.cache[page], cached < version {
                    world.fail("\(pod.target.name) still has v\(cached) of /\(page), which is v\(version)")
                }
            }
            for edge in world.edges.prefix(world.configuredEdges) {
                if let cached = edge.cache[page], cached < version {
                    world.fail("\(edge.id) still has v\(cached) of /\(page), which is v\(version)")
                }
            }
        }
    }
}
