internal import FoundationEssentials
internal import Freshen

extension System {
    /// What this machine's clock shows.
    static var instant: Instant { Instant(microseconds: now) }

    /// Microseconds since 1970 by this machine's clock.
    static var now: Int64 { Int64(Date.now.timeIntervalSince1970 * 1_000_000) }
}
