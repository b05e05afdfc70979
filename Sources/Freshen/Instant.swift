internal import Text

/// A point in time, in microseconds since 1970-01-01T00:00:00Z: PostgreSQL's own resolution.
package struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since the Unix epoch; negative before it.
    package let microseconds: Int64

    /// The instant so many microseconds after the Unix epoch.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads RFC 3339 with a zone; seconds and their fraction may be left out (`2026-12-01T09:00Z`).
    ///
    /// Nil for any other text, and outside of the years 1 to 9999 in UTC, which could not be written again.
    package init?(rfc3339 text: String) {
        guard let time = UnixTime(rfc3339: text) else { return nil }
        microseconds = time.seconds * 1_000_000 + time.microseconds
    }

    /// Whether one instant is earlier than another.
    package static func < (one: Instant, other: Instant) -> Bool {
        one.microseconds < other.microseconds
    }

    /// The instant that lies `duration` later (earlier, where it is negative).
    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(microseconds: instant.microseconds + duration.microseconds)
    }

    /// The instant that lies `duration` earlier.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(microseconds: instant.microseconds - duration.microseconds)
    }

    /// RFC 3339 in UTC, with as many digits of the second's fraction as it has (none, 3 or 6).
    package var description: String {
        let seconds = microseconds.floorDivided(by: 1_000_000)
        let fraction = microseconds - seconds * 1_000_000
        let days = seconds.floorDivided(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        let day = "\(zeroPadded(date.year, 4))-\(zeroPadded(date.month, 2))-\(zeroPadded(date.day, 2))"
        let clock = seconds - days * 86_400
        let time = [clock / 3600, clock / 60 % 60, clock % 60].map { zeroPadded($0, 2) }.joined(separator: ":")
        let digits = fraction % 1000 == 0 ? zeroPadded(fraction / 1000, 3) : zeroPadded(fraction, 6)
        return "\(day)T\(time)\(fraction == 0 ? "" : "." + digits)Z"
    }
}
