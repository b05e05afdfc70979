/// How waiting is done, and by which clock: tests have their own.
struct Clock {
    let now: () -> ContinuousClock.Instant
    /// Waits so long, or until the run is interrupted.
    let pause: (Duration) -> Void
}
