/// Which pods a run notifies again, and when.
///
/// The retries delay CloudFront, and no other pod.
struct Retries {
    private let time: DeliveryTime
    /// How often a pod failed, and when it is notified again, counted from the run's first notification.
    private var failures: [Target: (count: Int, due: Duration)] = [:]
    private var notified: Set<Target> = []
    private var renewed: Set<Target> = []

    init(_ time: DeliveryTime) {
        self.time = time
    }

    /// Records a round: the answers of its pods, and the pods under whose identity a new process answered.
    ///
    /// A new process is notified again at once, but only once a run: one address may lead to several processes in turn.
    mutating func record(_ fleet: Fleet, _ answers: [Target: PodAnswer], renewed newProcesses: Set<Target>) {
        notified.formUnion(fleet.targets)
        notified.subtract(newProcesses.subtracting(renewed))
        renewed.formUnion(newProcesses)
        for target in fleet.targets {
            guard case .failed(let failure, _)? = answers[target]?.outcome, failure.isTransient else {
                failures[target] = nil
                continue
            }
            let count = (failures[target]?.count ?? 0) + 1
            let due = time.retryTime(afterFailures: count, notBefore: answers[target]?.notBefore)
            failures[target] = (count, due)
        }
    }

    /// Whether no pod is to be notified again.
    var isEmpty: Bool { failures.isEmpty && renewed.isSubset(of: notified) }

    /// The pods that this run has not notified yet, or whose process is new since.
    func notNotified(_ fleet: Fleet) -> Fleet { fleet.filter { !notified.contains($0.pod.target) } }

    /// The pods that failed and whose delay is over.
    func due(_ fleet: Fleet, _ state: DeliveryState) -> Fleet {
        let scheduled = scheduled(fleet, state)
        let now = time.elapsed()
        return fleet.filter { scheduled[$0.pod.target].map { $0 <= now } ?? false }
    }

    /// When the failed pods that CloudFront waits for are notified again, where a try fits into the time.
    func scheduled(_ fleet: Fleet, _ state: DeliveryState) -> [Target: Duration] {
        let behind = fleet.members.filter { failures[$0.pod.target] != nil && $0.delaysCloudFront(state) }
        let settle = behind.map(\.web.settle).max() ?? .zero
        let passes = behind.map(\.web.passes).max() ?? 1
        var scheduled: [Target: Duration] = [:]
        for member in behind {
            let start = max(failures[member.pod.target]?.due ?? .zero, time.elapsed())
            if time.fits(member.web, from: start, settle: settle, passes: passes) {
                scheduled[member.pod.target] = start
            }
        }
        return scheduled
    }
}
