/// The time that one run has for its pods: it begins with the first telling, and every deadline counts from there.
package final class DeliveryTime {
    private let limit: Duration?
    private let now: () -> ContinuousClock.Instant
    private let random: () -> Double
    private let progress: (String) -> Void
    private let pause: (Duration) -> Void
    private lazy var began = now()

    /// Waits with `pause`, which may return early, and tells `progress` for what.
    ///
    /// `limit` ends it earlier than the deadlines do: where another pass is the next try. `random` yields numbers from 0 to
    /// 1, so that jobs that met the same busy pod do not come back together.
    package init(
        limit: Duration? = nil, now: @escaping () -> ContinuousClock.Instant = { .now },
        random: @escaping () -> Double = { Double.random(in: 0..<1) },
        progress: @escaping (String) -> Void = { _ in }, pause: @escaping (Duration) -> Void
    ) {
        self.limit = limit
        self.now = now
        self.random = random
        self.progress = progress
        self.pause = pause
    }

    /// Has none left for another try.
    package static var none: DeliveryTime { DeliveryTime(limit: .zero) { _ in } }

    /// How long ago the run told its first pod, which is when this is asked for the first time.
    package var passed: Duration {
        let began = began
        return now() - began
    }

    /// Whether no request to a pod of this web entry may begin any more.
    package func isOver(for web: WebRule) -> Bool {
        passed > web.deadline
    }

    /// Whether a try that begins at `start` can make both of its passes, `settle` apart.
    func fits(_ web: WebRule, from start: Duration, settle: Duration) -> Bool {
        start + web.timeout + settle <= min(web.deadline, limit ?? web.deadline)
    }

    /// When a pod is told again that has failed so many times: after up to 1, 2, 4, 8, 8 … seconds, half of it at least,
    /// and never before it said that it may be.
    func retry(afterFailures count: Int, notBefore: Duration?) -> Duration {
        let step = min(Self.longest, .seconds(1 << min(count - 1, 10)))
        return max(passed + step / 2, notBefore ?? .zero) + step / 2 * random()
    }

    /// Waits until somebody is due, but never for so long that nobody notices who is gone meanwhile.
    func wait(_ duration: Duration, toTell count: Int) {
        let duration = min(duration, Self.longest)
        guard duration > .zero else { return }
        let tenths = Double((duration.milliseconds + 99) / 100) / 10
        progress("waiting \(tenths)s to tell \(count == 1 ? "1 pod" : "\(count) pods") again")
        pause(duration)
    }

    private static let longest = Duration.seconds(8)
}
