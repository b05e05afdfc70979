/// The time that one run has for its pods: a web entry's deadline counts from the first notification.
package final class DeliveryTime {
    private let limit: Duration?
    private let run: TimeLimit
    private let now: () -> ContinuousClock.Instant
    private let random: () -> Double
    private let progress: (String) -> Void
    private let pause: (Duration) -> Void
    private var began: ContinuousClock.Instant?

    /// `limit` bounds retries in addition to the deadlines; `random` and `pause` are those of `CDNWaitBudget`.
    package init(
        limit: Duration? = nil, run: TimeLimit = .none, now: @escaping () -> ContinuousClock.Instant = { .now },
        random: @escaping () -> Double = { Double.random(in: 0..<1) },
        progress: @escaping (String) -> Void = { _ in }, pause: @escaping (Duration) -> Void
    ) {
        self.limit = limit
        self.run = run
        self.now = now
        self.random = random
        self.progress = progress
        self.pause = pause
    }

    /// A time that allows no retry.
    package static func none() -> DeliveryTime { DeliveryTime(limit: .zero) { _ in } }

    /// Starts the clock; later calls change nothing.
    package func begin() {
        if began == nil { began = now() }
    }

    /// The time since `begin`.
    package func elapsed() -> Duration { began.map { now() - $0 } ?? .zero }

    /// Why no further request to the pods of this web entry may begin; nil: there is time.
    package func overrun(for web: WebRule) -> String? {
        if elapsed() > web.deadline { return "the deadline of \(web.name), \(web.deadline.text), is over" }
        return run.leftForPods == .zero ? "the rest of the run's deadline is kept for CloudFront" : nil
    }

    /// Whether a retry that begins at `start` has time for all passes, the last one `settle` after the first.
    func fits(_ web: WebRule, from start: Duration, settle: Duration, passes: Int) -> Bool {
        let end = min(web.deadline, limit ?? web.deadline)
        // Each pass before the last one may take its timeout, and pushes the next one away.
        let sending = web.timeout * (settle > .zero ? passes - 1 : 1)
        return start + sending + settle <= min(end, run.leftForPods.map { elapsed() + $0 } ?? end)
    }

    /// When a pod is retried after that many failures: after the backoff, and not before its own `Retry-After`.
    func retryTime(afterFailures count: Int, notBefore: Duration?) -> Duration {
        let shortest = Backoff.pod(afterFailures: count, random: 0)
        let jitter = Backoff.pod(afterFailures: count, random: random()) - shortest
        return max(elapsed() + shortest, notBefore ?? .zero) + jitter
    }

    /// Waits for the next retry, but at most so long that the pods are listed again in time (`longestPodDelay`).
    func pause(_ duration: Duration, beforeRetrying count: Int) {
        let duration = min(duration, Backoff.longestPodDelay)
        guard duration > .zero else { return }
        let tenths = Double((duration.milliseconds + 99) / 100) / 10
        progress("waiting \(tenths)s to retry \(count == 1 ? "1 pod" : "\(count) pods")")
        pause(duration)
    }
}
