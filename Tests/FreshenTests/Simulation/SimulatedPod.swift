import Freshen

/// A process with Next.js' page cache: what is not cached is rendered on request, and stored when the render ends.
final class SimulatedProcess {
    /// What its answers say of it.
    enum Kind: CaseIterable {
        case silent, build, fresh
    }

    final class Render {
        var edges: [SimulatedEdge] = []
    }

    let number: Int
    let kind: Kind
    let bornAt: Int
    /// The version that is cached of each page; nil: none.
    var cache: [Int?]
    var renders: [Render?]
    let fetches: FetchCaches
    var isDead = false

    /// A process that drops the pages baked into its image before it gets traffic is born without any.
    init(number: Int, kind: Kind, bornAt: Int, pages: Int, fetches: FetchCaches) {
        self.fetches = fetches
        self.number = number
        self.kind = kind
        self.bornAt = bornAt
        cache = Array(repeating: kind == .fresh ? nil : 0, count: pages)
        renders = Array(repeating: nil, count: pages)
    }

    func revalidate(_ stale: [Stale]) {
        for one in stale {
            if case .path(let path) = one, let page = SimulatedWorld.page(of: path) {
                cache[page] = nil
            } else {
                cache = cache.map { _ in nil }
            }
        }
    }
}

/// An identity under which processes are listed: a uid, behind which is one process for ever, or an address.
final class SimulatedPod {
    let target: Target
    let isAddress: Bool
    let kind: SimulatedProcess.Kind
    /// How far the pod's clock is ahead of the world's, in milliseconds.
    let clock: Int
    var process: SimulatedProcess
    var isListed = false
    var isReady = false
    /// Until when requests are taken and not answered.
    var hangsUntil = 0
    /// After so many more answers it hangs; 0 or less: it does not.
    var hangsAfter = 0
    /// Whether what it was asked while it hung is done once it wakes.
    var catchesUp = false

    init(_ target: Target, isAddress: Bool, kind: SimulatedProcess.Kind, clock: Int, process: SimulatedProcess) {
        self.target = target
        self.isAddress = isAddress
        self.kind = kind
        self.clock = clock
        self.process = process
    }

    /// What the process says of itself at `now`.
    func said(at now: Int) -> Incarnation {
        switch process.kind {
        case .silent: return Incarnation()
        case .build: return Incarnation(buildId: "build-\(process.number)")
        case .fresh:
            let since = process.bornAt + clock
            // The header Date has no fraction, so the age is what it can be at the most.
            let age = (now + clock) / 1000 * 1000 + 1000 - since
            return Incarnation(freshSince: "\(since)", age: .milliseconds(max(0, age)))
        }
    }

    /// Whether `state` knows the process that is there now.
    func isKnown(as state: TargetState?) -> Bool {
        guard let state else { return false }
        switch process.kind {
        case .silent: return true
        case .build: return state.buildId == "build-\(process.number)"
        case .fresh: return state.freshSince == "\(process.bornAt + clock)"
        }
    }
}

/// A distribution's cache, refilled from any ready pod.
final class SimulatedEdge {
    let id: String
    var cache: [Int?]

    init(id: String, pages: Int) {
        self.id = id
        cache = Array(repeating: nil, count: pages)
    }
}
