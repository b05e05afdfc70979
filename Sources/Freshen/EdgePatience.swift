/// How long a run may wait for a CDN that says *not now*, all in all.
///
/// The next run asks again anyway, so waiting pays only while this one would have nothing else to do.
package final class EdgePatience {
    private var left: Duration
    private let pause: (Duration) -> Void
    private let random: () -> Double

    /// Waits with `pause`, which may return early; `random` yields numbers from 0 to 1, so that jobs that were refused
    /// together do not come back together.
    package init(
        _ budget: Duration = .seconds(25), random: @escaping () -> Double = { Double.random(in: 0..<1) },
        pause: @escaping (Duration) -> Void
    ) {
        left = budget
        self.random = random
        self.pause = pause
    }

    /// Never waits.
    package static var none: EdgePatience { EdgePatience(.zero) { _ in } }

    /// Waits between two and four seconds; false, and at once, where that is more than is left.
    func backOff() -> Bool {
        let duration = Duration.milliseconds(2000 + Int64(2000 * random()))
        guard duration <= left else { return false }
        left -= duration
        pause(duration)
        return true
    }
}
