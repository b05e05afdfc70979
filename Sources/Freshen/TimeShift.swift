/// The interval in `$NOW(±interval)`, in Directus' notation.
package struct TimeShift: Sendable, Hashable {
    /// A unit of time.
    package enum Unit: String, Sendable {
        case millisecond, second, minute, hour, day, week, month, year
    }

    /// May have a fraction for units up to hours; negative: into the past.
    package let amount: Double
    /// The unit of `amount`.
    package let unit: Unit

    package init(amount: Double, unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// `$NOW` itself.
    package static let none = TimeShift(amount: 0, unit: .second)

    /// Reads the text between the parentheses; nil if Directus cannot read it, or it is more than a thousand years.
    package init?(directus text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = rest.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let amount = Double(digits), let (unit, seconds, _) = Self.unit(named: name.isEmpty ? "d" : name),
            amount * seconds <= Self.longest
        else { return nil }
        // Directus' date library takes whole days, weeks, months and years only and cuts their fraction.
        let taken = seconds < 86_400 ? amount : amount.rounded(.towardZero)
        self.init(amount: isNegative ? -taken : taken, unit: unit)
    }

    /// A thousand years in seconds; longer intervals lead to dates that a database cannot hold.
    private static let longest = 3.2e10

    /// Every unit with its seconds (about) and its names.
    private static let units: [(Unit, seconds: Double, names: [String])] = [
        (.millisecond, 0.001, ["milliseconds", "millisecond", "msecs", "msec", "ms"]),
        (.second, 1, ["seconds", "second", "secs", "sec", "s"]),
        (.minute, 60, ["minutes", "minute", "mins", "min", "m"]),
        (.hour, 3600, ["hours", "hour", "hrs", "hr", "h"]),
        (.day, 86_400, ["days", "day", "d"]),
        (.week, 604_800, ["weeks", "week", "w"]),
        (.month, 2_629_746, ["months", "month", "mth", "mo"]),
        (.year, 31_556_952, ["years", "year", "yrs", "yr", "y"]),
    ]

    private static func unit(named name: String) -> (Unit, seconds: Double, names: [String])? {
        units.first { $0.names.contains(name) }
    }
}
