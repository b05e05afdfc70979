/// The clock, the pauses and the signals of a command that waits for a CDN.
package struct WaitingTime {
    let now: () -> ContinuousClock.Instant
    let random: () -> Double
    let pause: (Duration) -> Void
    let isInterrupted: () -> Bool

    /// `random` yields numbers from 0 to 1; `pause` waits, and may return early.
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
