/// The clock by which a listing measures its time, and the pause between attempts; tests replace both.
struct Clock {
    let now: () -> ContinuousClock.Instant
    /// Waits for a duration, or until the run is interrupted.
    let pause: (Duration) -> Void
}
