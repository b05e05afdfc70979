internal import Freshen

extension System {
    /// What this machine's clock shows.
    static var instant: Instant { Instant(microseconds: now) }
}
