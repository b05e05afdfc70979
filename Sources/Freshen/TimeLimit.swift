/// The time that one run may take, from its start to its report (`deadline` of freshen.yaml).
package struct TimeLimit: Sendable {
    private let limit: Duration?
    private let began: ContinuousClock.Instant
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A limit that counts from now; nil: there is none.
    package init(_ limit: Duration?, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.limit = limit
        self.now = now
        began = now()
    }

    /// No limit.
    package static let none = TimeLimit(nil)

    /// What is left of the time, zero at the least; nil: there is no limit.
    package var left: Duration? { limit.map { max(.zero, $0 - (now() - began)) } }

    /// The share of the time that is for pods; the rest is kept for CloudFront and the report.
    package static let shareOfPods = 0.8

    /// What is left for pods and for listing them; nil: there is no limit.
    package var leftForPods: Duration? { limit.map { max(.zero, $0 * Self.shareOfPods - (now() - began)) } }

    /// A duration, shortened to what is left.
    package func shortened(_ duration: Duration) -> Duration { min(duration, left ?? duration) }

    /// What a message says where the time is over; nil: there is time left, or no limit.
    package var overrun: String? {
        guard let limit, left == .zero else { return nil }
        return "the run's deadline of \(limit.text) is over"
    }
}
