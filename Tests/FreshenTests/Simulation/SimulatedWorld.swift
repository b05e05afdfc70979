import Freshen
import TestSupport

/// A CMS, pods, distributions and their visitors in virtual time, all drawn from one seed.
final class SimulatedWorld {
    /// The first promise that did not hold; it ends the history.
    private(set) var violation: String?
    private(set) var trace: [String] = []
    let flaw: Flaw?
    let isTraced: Bool
    var random: SplitMix64
    private(set) var now = 0
    private var events = EventQueue()
    /// Whether requests and answers may be lost.
    var hasFaults = true

    // Milliseconds, drawn once.
    let margin: Int
    let settle: Int
    let patience: Int
    /// How far what the CMS shows lags behind what was edited: `margin` covers it, and a pass more than is needed.
    let lag: Int
    /// How many levels of cache are below the pages: fetches, and what they are made of.
    let levels: Int
    /// How many passes there are: one more than there are levels, pages included, and sometimes another one.
    let passes: Int
    /// The slowest render.
    let render: Int
    /// Fewer edits, and fewer other events, than this happen between two runs.
    let eventLimit: Int
    let startsProcesses: Bool
    /// One of so many runs has another run inside it.
    let overlap: Int
    /// The time between two passes of `--every`, the later one being the retry of the earlier one; nil: there is one pass.
    let every: Int?
    /// How far the database's clock is ahead of the world's.
    let clocksApart: Int

    let ledger = MemoryLedger()
    /// When each page was edited: its version is how often.
    private(set) var edits: [[Int]]
    /// How many edits of each page were found.
    var found: [Int]
    /// The versions that entries of the log stand for.
    var captured: [(id: Int, page: Int, version: Int)] = []
    var pods: [SimulatedPod] = []
    let edges: [SimulatedEdge]
    /// What pods have fetched together; nil: each caches its own fetches.
    private let sharedFetches: FetchCaches?
    /// How many of the distributions freshen.yaml names.
    var configuredEdges = 1
    /// The process that last revalidated what it was sent, behind each identity.
    var answered: [Target: Int] = [:]
    /// The process whose offset has moved, behind each identity.
    var acknowledged: [Target: Int] = [:]
    /// Invalidations by their CallerReference.
    var invalidations: [String: String] = [:]
    private var starts = 0

    init(seed: UInt64, flaw: Flaw? = nil, isTraced: Bool = false) {
        self.flaw = flaw
        self.isTraced = isTraced
        var random = SplitMix64(seed: seed)
        func draw(_ choices: [Int]) -> Int { choices[Int(random.next() % UInt64(choices.count))] }
        let pages = draw([1, 2, 3])
        margin = draw([1000, 3000])
        patience = draw([5000, 20000, 60000])
        render = draw([999, 2499])
        levels = flaw == .settleOfOneRender ? 1 : draw([0, 0, 1, 1, 2])
        let more = draw([0, 0, 1])
        passes = levels + 2 + more
        settle = (passes - 1) * (render + 1)
        lag = draw([0, margin, margin + more * render])
        clocksApart = draw([-10_000, 0, 0, 10_000])
        every = [nil, 2000, 20_000][draw([0, 0, 1, 2])]
        (eventLimit, overlap, startsProcesses) = (draw([2, 3, 5]), draw([2, 8]), draw([0, 1]) == 1)
        // A new process may render from what was fetched before it began, which its `freshSince` does not tell.
        let shares = !startsProcesses && draw([0, 1]) == 1
        sharedFetches = shares ? FetchCaches(levels: levels, pages: pages) : nil
        edits = Array(repeating: [], count: pages)
        found = Array(repeating: 0, count: pages)
        edges = (1...2).map { SimulatedEdge(id: "E\($0)", pages: pages) }
        self.random = random
        configuredEdges = chance(1, of: 2) ? 2 : 1
        ledger.now = clock
        for _ in 0..<pick(3) + 1 { startPod(isThere: true) }
    }

    // MARK: Chance and time

    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    func chance(_ hits: Int, of count: Int) -> Bool { pick(count) < hits }
    func fault(_ hits: Int, of count: Int) -> Bool { hasFaults && chance(hits, of: count) }

    var pages: Int { edits.count }

    private var clock: Instant {
        Instant(microseconds: 1_796_115_600_000_000) + .milliseconds(now + clocksApart)
    }

    func at(_ time: Int, _ body: @escaping () -> Void) {
        events.add(at: time, body)
    }

    func advance(by time: Int) {
        let end = now + time
        while let event = events.next(by: end) {
            now = max(now, event.time)
            event.body()
        }
        now = end
        ledger.now = clock
    }

    func note(_ text: @autoclosure () -> String) {
        if isTraced { trace.append("\(now) \(text())") }
    }

    func fail(_ text: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = text()
        note("VIOLATION: \(text())")
    }

    // MARK: Content

    static func path(of page: Int) -> String { "/\(page)" }
    static func page(of path: String) -> Int? { Int(path.dropFirst()) }

    func edit(_ page: Int) {
        edits[page].append(now)
        note("edit /\(page) is version \(edits[page].count)")
        crowd([page], within: lag + 1) { $0.process.cache[page] = nil }
    }

    /// What a render that begins now reads.
    func shown(_ page: Int) -> Int {
        edits[page].count { $0 <= now - lag }
    }

    // MARK: Visitors

    func visit(_ edge: SimulatedEdge, _ page: Int) {
        guard edge.cache[page] == nil else { return }
        let ready = pods.filter { $0.isReady && !$0.process.isDead }
        guard !ready.isEmpty else { return }
        request(page, of: ready[pick(ready.count)], for: edge)
    }

    func request(_ page: Int, of pod: SimulatedPod, for edge: SimulatedEdge?) {
        let process = pod.process
        if let version = process.cache[page] {
            return deliver([edge].compactMap { $0 }, page, version, process)
        }
        let render = process.renders[page] ?? begin(page, pod, process)
        if let edge { render.edges.append(edge) }
    }

    private func begin(_ page: Int, _ pod: SimulatedPod, _ process: SimulatedProcess) -> SimulatedProcess.Render {
        let render = SimulatedProcess.Render()
        process.renders[page] = render
        fetch(page, levels, process.fetches) { [self] version in
            note("\(pod.target.name)#\(process.number) renders /\(page) v\(version)")
            at(now + 1 + pick(longestStep)) { [self] in
                process.renders[page] = nil
                guard !process.isDead else { return }
                process.cache[page] = version
                note("\(pod.target.name)#\(process.number) stores /\(page) v\(version)")
                deliver(render.edges, page, version, process)
            }
        }
        return render
    }

    private func deliver(_ edges: [SimulatedEdge], _ page: Int, _ version: Int, _ process: SimulatedProcess) {
        for edge in edges {
            edge.cache[page] = version
            note("\(edge.id) stores /\(page) v\(version) of #\(process.number)")
        }
    }

    // MARK: Pods that come and go

    /// Starts a pod with a new process; `isThere`: it is listed and ready at once.
    func startPod(isThere: Bool = false) {
        starts += 1
        let isAddress = chance(1, of: 2)
        let kind = SimulatedProcess.Kind.allCases[isAddress ? 1 + pick(2) : pick(3)]
        let target = Target(kind: .pod, web: "shop", name: (isAddress ? "address" : "uid") + "\(starts)")
        let process = process(kind)
        let pod = SimulatedPod(
            target, isAddress: isAddress, kind: kind, clock: clocksApart == 0 ? (pick(3) - 1) * 10_000 : 0,
            process: process)
        pods.append(pod)
        note("\(target.name)#\(process.number) starts, \(kind)")
        (pod.isListed, pod.isReady) = (isThere, isThere)
        guard !isThere else { return }
        at(now + pick(3000)) { [self] in
            pod.isReady = true
            for page in 0..<pages where chance(1, of: 2) { request(page, of: pod, for: nil) }
        }
        at(now + pick(chance(1, of: 2) ? 3000 : 12_000)) { pod.isListed = true }
    }

    private func process(_ kind: SimulatedProcess.Kind) -> SimulatedProcess {
        starts += 1
        return SimulatedProcess(
            number: starts, kind: kind, bornAt: now, pages: pages,
            fetches: sharedFetches ?? FetchCaches(levels: levels, pages: pages))
    }

    /// Whether the pod may end.
    ///
    /// Nothing is promised for a pod that starts and ends between two looks, nor for a process behind an address that has
    /// never answered: the one that replaces it looks the same, and a distribution may have a page that it rendered.
    private func mayGo(_ pod: SimulatedPod) -> Bool {
        let state = ledger.states[pod.target]
        return pod.isAddress ? pod.isKnown(as: state) : state != nil
    }

    func die(_ pod: SimulatedPod) {
        guard !pod.process.isDead, mayGo(pod) else { return }
        note("\(pod.target.name)#\(pod.process.number) dies")
        pod.process.isDead = true
        pod.isReady = false
        at(now + pick(5000)) { [self] in
            pods.removeAll { $0 === pod }
            note("\(pod.target.name) is listed no more")
        }
    }

    /// Replaces the process behind an address; where a pod has a uid, replaces the pod.
    func restart(_ pod: SimulatedPod) {
        guard pod.isAddress else {
            die(pod)
            return startPod()
        }
        guard !pod.process.isDead, mayGo(pod) else { return }
        pod.process.isDead = true
        pod.process = process(pod.kind)
        note("\(pod.target.name) is #\(pod.process.number) now")
    }
}
