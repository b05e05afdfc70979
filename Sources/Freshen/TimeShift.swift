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

    /// Reads the text between the parentheses; nil where Directus cannot read it, and above a thousand years.
    package init?(directus text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = rest.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let amount = Double(digits), let unit = name.isEmpty ? .day : Self.names[name],
            amount * unit.approximateSeconds <= Self.longest
        else { return nil }
        self.init(amount: (isNegative ? -1 : 1) * unit.truncating(amount), unit: unit)
    }

    /// A thousand years in seconds; longer intervals lead to dates that a database cannot hold.
    private static let longest = 3.2e10

    private static let names: [String: Unit] = {
        let spellings: [Unit: String] = [
            .millisecond: "milliseconds millisecond msecs msec ms", .second: "seconds second secs sec s",
            .minute: "minutes minute mins min m", .hour: "hours hour hrs hr h", .day: "days day d",
            .week: "weeks week w", .month: "months month mth mo", .year: "years year yrs yr y",
        ]
        return spellings.reduce(into: [:]) { names, entry in
            for name in entry.value.split(separator: " ") { names[String(name)] = entry.key }
        }
    }()
}

extension TimeShift.Unit {
    fileprivate var approximateSeconds: Double {
        switch self {
        case .millisecond: 0.001
        case .second: 1
        case .minute: 60
        case .hour: 3600
        case .day: 86_400
        case .week: 604_800
        case .month: 2_629_746
        case .year: 31_556_952
        }
    }

    /// Directus' date library takes whole days, weeks, months and years only and cuts their fraction.
    fileprivate func truncating(_ amount: Double) -> Double {
        switch self {
        case .day, .week, .month, .year: amount.rounded(.towardZero)
        case .millisecond, .second, .minute, .hour: amount
        }
    }
}
