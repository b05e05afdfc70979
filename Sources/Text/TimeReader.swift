/// Reads the parts of a date and time from left to right; a part that does not fit is nil.
struct TimeReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Skips one character where it is any of these, and returns whether it was.
    mutating func skip(_ anyOf: String) -> Bool {
        guard let first = rest.first, anyOf.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    /// `2026-12-01`.
    mutating func date() -> CivilDate? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `09:00`, `09:00:00` or `09:00:00.5`.
    mutating func time() -> (seconds: Int64, microseconds: Int64)? {
        guard let minutes = hoursAndMinutes() else { return nil }
        guard skip(":") else { return (minutes * 60, 0) }
        guard let second = number(2), second < 60, let fraction = fraction() else { return nil }
        return (minutes * 60 + second, fraction)
    }

    /// `09:00:00`; HTTP allows the leap second, `23:59:60`.
    mutating func secondOfDay() -> Int64? {
        guard let minutes = hoursAndMinutes(), skip(":"), let second = number(2), second <= 60 else { return nil }
        return minutes * 60 + second
    }

    /// Seconds east of UTC.
    mutating func zone() -> Int64? {
        if skip("Zz") { return 0 }
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let minutes = hoursAndMinutes() else { return nil }
        return sign * minutes * 60
    }

    private mutating func hoursAndMinutes() -> Int64? {
        guard let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60 else { return nil }
        return hours * 60 + minutes
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
        return count == 0 ? nil : (count..<max(count, 6)).reduce(value) { value, _ in value * 10 }
    }

    /// A number of exactly so many digits.
    mutating func number(_ width: Int) -> Int64? {
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
