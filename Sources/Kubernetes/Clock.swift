/// The clock by which a listing measures its time, and the pause between attempts; tests replace both.
struct Clock: Sendable {
    let now: @Sendable () -> ContinuousClock.Instant
    /// Waits for a duration, or until the run is interrupted.
    let pause: @Sendable (Duration) -> Void
}
