/// A point in time, in microseconds since 1970-01-01T00:00:00Z: PostgreSQL's own resolution.
package struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch; negative before it.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads RFC 3339 with a zone; seconds and their fraction may be left out (`2026-12-01T09:00Z`).
    ///
    /// Nil when the text is anything else: no zone, an impossible day, a leap second, trailing characters; and where
    /// it lies outside of the years 1 to 9999 in UTC, which neither RFC 3339 nor PostgreSQL could write again.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text)
        guard let date = reader.date(), reader.skip("Tt "), let time = reader.time(), let offset = reader.zone(),
            reader.isAtEnd
        else { return nil }
        let seconds = date * 86_400 + time.seconds - offset
        guard Self.years1to9999.contains(seconds) else { return nil }
        microseconds = seconds * 1_000_000 + time.microseconds
    }

    /// Seconds since 1970.
    private static let years1to9999: Range<Int64> =
        days(fromCivil: 1, 1, 1) * 86_400..<days(fromCivil: 10_000, 1, 1) * 86_400

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
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with as many digits of the second's fraction as it has (none, 3 or 6).
    package var description: String {
        let seconds = microseconds.floorDivided(by: 1_000_000)
        let fraction = microseconds - seconds * 1_000_000
        let days = seconds.floorDivided(by: 86_400)
        let (year, month, day) = civil(fromDays: days)
        let clock = seconds - days * 86_400
        let time = [clock / 3600, clock / 60 % 60, clock % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time)\(digits(ofFraction: fraction))Z"
    }

    private func digits(ofFraction fraction: Int64) -> String {
        guard fraction != 0 else { return "" }
        return fraction % 1000 == 0 ? "." + padded(fraction / 1000, 3) : "." + padded(fraction, 6)
    }
}

/// Reads the parts of an RFC 3339 instant from left to right; a part that does not fit is nil.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ anyOf: String) -> Bool {
        guard let first = rest.first, anyOf.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    /// Days since 1970-01-01.
    mutating func date() -> Int64? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day)
        else { return nil }
        return days(fromCivil: year, month, day)
    }

    mutating func time() -> (seconds: Int64, microseconds: Int64)? {
        guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60 else { return nil }
        guard skip(":") else { return (hour * 3600 + minute * 60, 0) }
        guard let second = number(2), second < 60, let fraction = fraction() else { return nil }
        return (hour * 3600 + minute * 60 + second, fraction)
    }

    /// Seconds east of UTC.
    mutating func zone() -> Int64? {
        if skip("Zz") { return 0 }
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    /// Microseconds; digits beyond the sixth are cut.
    private mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = nextDigit() {
            if count < 6 { value = value * 10 + digit }
            count += 1
        }
        return count == 0 ? nil : value * tenToThe(6 - min(count, 6))
    }

    private mutating func number(_ width: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<width {
            guard let digit = nextDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func nextDigit() -> Int64? {
        guard let byte = rest.first, (48...57).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - 48)
    }
}

private func tenToThe(_ power: Int) -> Int64 {
    (0..<power).reduce(1) { value, _ in value * 10 }
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

private func daysIn(month: Int64, of year: Int64) -> Int64 {
    let next = month == 12 ? days(fromCivil: year + 1, 1, 1) : days(fromCivil: year, month + 1, 1)
    return next - days(fromCivil: year, month, 1)
}

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar; years run from March, so that a leap day ends one.
private func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.floorDivided(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
