/// An instant, counted from 1970-01-01T00:00:00Z.
package struct UnixTime: Hashable, Sendable {
    /// Whole seconds; negative before 1970.
    package let seconds: Int64
    /// The fraction, 0 to 999,999.
    package let microseconds: Int64

    private init(_ date: CivilDate, secondOfDay: Int64, microseconds: Int64 = 0) {
        seconds = date.daysSince1970 * 86_400 + secondOfDay
        self.microseconds = microseconds
    }

    /// Reads RFC 3339 with a zone; seconds and their fraction may be left out (`2026-12-01T09:00Z`).
    ///
    /// Nil for anything else: no zone, an impossible day, a leap second, trailing characters; and for instants outside
    /// of the years 1 to 9999 in UTC. Digits beyond the microsecond are cut.
    package init?(rfc3339 text: String) {
        var reader = TimeReader(text)
        guard let date = reader.date(), reader.skip("Tt "), let time = reader.time(), let offset = reader.zone(),
            reader.isAtEnd
        else { return nil }
        self.init(date, secondOfDay: time.seconds - offset, microseconds: time.microseconds)
        guard Self.years1to9999.contains(seconds) else { return nil }
    }

    /// Reads ISO 8601: the same as RFC 3339, but only `T` may separate date and time.
    package init?(iso8601 text: String) {
        guard text.utf8.contains(UInt8(ascii: "T")) else { return nil }
        self.init(rfc3339: text)
    }

    private static let years1to9999: Range<Int64> = -62_135_596_800..<253_402_300_800

    /// Reads a date of HTTP such as `Sat, 21 Nov 2026 10:34:56 GMT`; nil for anything else, and before 1970.
    ///
    /// With `acceptsObsolete` also RFC 850's form, `Saturday, 21-Nov-26 10:34:56 GMT`, years 1970 to 2069.
    package init?(httpDate text: String, acceptsObsolete: Bool = false) {
        let words = text.split(separator: " ")
        let isObsolete = acceptsObsolete && words.count == 4
        guard words.count == 6 || isObsolete, words.last == "GMT" else { return nil }
        let parts = isObsolete ? words[1].split(separator: "-", omittingEmptySubsequences: false) : Array(words[1...3])
        guard parts.count == 3, let day = number(parts[0], atMost: 2), let month = Self.months.firstIndex(of: parts[1]),
            var year = number(parts[2], atMost: 4)
        else { return nil }
        if isObsolete, year < 100 { year += year < 70 ? 2000 : 1900 }
        var reader = TimeReader(String(words[words.count - 2]))
        guard year >= 1970, let date = CivilDate(year: year, month: Int64(month) + 1, day: day),
            let second = reader.secondOfDay(), reader.isAtEnd
        else { return nil }
        self.init(date, secondOfDay: second)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

private func number(_ text: Substring, atMost digits: Int) -> Int64? {
    var reader = TimeReader(String(text))
    return (1...digits).contains(text.utf8.count) ? reader.number(text.utf8.count) : nil
}
