/// How long a run may wait in total while a CDN throttles requests or has too many invalidations in progress.
///
/// Waiting longer is not worth it: the next run tries again anyway.
package final class CDNWaitBudget {
    private var left: Duration
    private let run: TimeLimit
    private let pause: (Duration) -> Void
    private let random: () -> Double

    /// `random` yields numbers from 0 to 1; `pause` waits, and may return early.
    package init(
        _ budget: Duration = .seconds(25), run: TimeLimit = .none,
        random: @escaping () -> Double = { Double.random(in: 0..<1) }, pause: @escaping (Duration) -> Void
    ) {
        left = budget
        self.run = run
        self.random = random
        self.pause = pause
    }

    /// A budget that allows no waiting.
    package static func none() -> CDNWaitBudget { CDNWaitBudget(.zero) { _ in } }

    /// Waits between two and four seconds; returns false at once if that is more than is left.
    func wait() -> Bool {
        let duration = Backoff.cloudFront(random: random())
        guard duration <= run.shortened(left) else { return false }
        left -= duration
        pause(duration)
        return true
    }
}
