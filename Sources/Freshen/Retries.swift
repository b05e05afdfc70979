/// Whom a run tells again, and when.
///
/// Everybody else's offset has moved by then: only CloudFront waits for those that failed, and that it did anyway.
struct Retries {
    private struct Failures {
        var count = 0
        /// When it is told again, counted from the run's first telling.
        var due = Duration.zero
    }

    private let time: DeliveryTime
    private var failures: [Target: Failures] = [:]
    private var heard: Set<Target> = []
    private var renewed: Set<Target> = []

    init(_ time: DeliveryTime) {
        self.time = time
    }

    /// Takes note of a round: what its pods answered, and behind whose identity another process did.
    ///
    /// That one was never told anything and is due at once, but not twice: behind one address may be several that take
    /// turns.
    mutating func note(_ fleet: Fleet, _ answers: [Target: PodAnswer], renewed others: Set<Target>) {
        heard.formUnion(fleet.targets)
        heard.subtract(others.subtracting(renewed))
        renewed.formUnion(others)
        for target in fleet.targets {
            guard case .failed(let failure, _)? = answers[target]?.outcome, failure.mayPass else {
                failures[target] = nil
                continue
            }
            let count = (failures[target]?.count ?? 0) + 1
            let due = time.retry(afterFailures: count, notBefore: answers[target]?.notBefore)
            failures[target] = Failures(count: count, due: due)
        }
    }

    /// Whether there is nobody to be told again, wherever they are.
    var isEmpty: Bool { failures.isEmpty && renewed.isSubset(of: heard) }

    /// Those that this run has not told anything yet.
    func unheard(_ fleet: Fleet) -> Fleet {
        fleet.filter { !heard.contains($0.pod.target) }
    }

    /// Those that failed and are to be told again by now.
    func due(_ fleet: Fleet, _ standing: Standing) -> Fleet {
        let awaited = awaited(fleet, standing)
        return fleet.filter { awaited[$0.pod.target].map { $0 <= time.passed } ?? false }
    }

    /// Those that are told again, as long as CloudFront waits for them and there is time, each with when.
    func awaited(_ fleet: Fleet, _ standing: Standing) -> [Target: Duration] {
        let behind = fleet.members.filter { failures[$0.pod.target] != nil && $0.holdsBack(standing) }
        let settle = behind.map(\.web.settle).max() ?? .zero
        var awaited: [Target: Duration] = [:]
        for member in behind {
            let start = max(failures[member.pod.target]?.due ?? .zero, time.passed)
            if time.fits(member.web, from: start, settle: settle) { awaited[member.pod.target] = start }
        }
        return awaited
    }
}

extension PodFailure {
    /// Whether it may be over in a moment; all else takes somebody, or the next run.
    fileprivate var mayPass: Bool {
        switch self {
        case .unreachable, .timedOut, .busy, .serverError, .notJSON, .notRevalidated, .unexpected: true
        case .redirect, .refused, .noEndpoint, .tooLarge, .rejected, .interrupted, .withheld: false
        }
    }
}
