import Freshen

/// A test site with a clock that moves only while a run waits; records when each pod was notified.
final class RetrySite {
    let world: World
    private let start = ContinuousClock.now
    private var passed = Duration.zero
    private var began = Duration.zero
    /// When each pod was notified, counted from the start of the run.
    private(set) var told: [String: [Duration]] = [:]
    private(set) var steps: [String] = []
    /// What happens after that much of a run.
    var events: [(at: Duration, body: () -> Void)] = []

    init(
        _ webs: [WebRule] = [World.web("shop", ["a", "b"], deadline: .seconds(45))], limit: Duration? = nil,
        random: Double = 0
    ) throws {
        world = World()
        world.webs = webs
        world.time = { [unowned self] in
            DeliveryTime(
                limit: limit, now: { self.start + self.passed }, random: { random },
                progress: { self.steps.append($0) }, pause: pause)
        }
        _ = try world.run()
        world.pods.whenNotified = { [unowned self] in
            for url in world.pods.told.last?.keys.map({ $0 }) ?? [] {
                told[url, default: []].append(passed - began)
            }
        }
    }

    private func pause(_ duration: Duration) {
        let end = passed + duration
        for event in events where event.at > passed - began && event.at <= end - began { event.body() }
        world.ledger.now = world.ledger.now + duration
        passed = end
    }

    /// Makes a run that has one entry to send.
    func run(_ path: String = "/a") throws -> Report {
        (began, told) = (passed, [:])
        world.ledger.finds = [LogEntry(.path(path))]
        return try world.run()
    }

    var waited: Duration { passed - began }
}
