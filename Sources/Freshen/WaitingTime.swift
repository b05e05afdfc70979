/// The clock, the pauses and the signals of a command that waits for a CDN.
package struct WaitingTime {
    let now: () -> ContinuousClock.Instant
    /// Yields numbers from 0 to 1.
    package let random: () -> Double
    /// Waits, and may return early.
    package let pause: (Duration) -> Void
    /// Whether a signal has come.
    package let isInterrupted: () -> Bool

    package init(
        now: @escaping () -> ContinuousClock.Instant = { .now },
        random: @escaping () -> Double = { Double.random(in: 0..<1) },
        pause: @escaping (Duration) -> Void, isInterrupted: @escaping () -> Bool
    ) {
        self.now = now
        self.random = random
        self.pause = pause
        self.isInterrupted = isInterrupted
    }
}
