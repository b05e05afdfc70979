/// The clock of a listing, and how it waits; tests replace both.
struct Clock {
    let now: () -> ContinuousClock.Instant
    /// Waits so long, or until the run is interrupted.
    let pause: (Duration) -> Void
}
