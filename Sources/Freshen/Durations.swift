extension Duration {
    /// Whole microseconds, PostgreSQL's resolution; what is finer is cut.
    package var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    /// Whole milliseconds.
    package var milliseconds: Int64 { microseconds / 1000 }

    /// Seconds, with their fraction.
    package var seconds: Double { Double(microseconds) / 1_000_000 }

    /// Reads `500ms`, `5s`, `1.5s`, `2m`, `1h` or `7d`; nil for anything else, a negative amount included.
    package init?(text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let amount = Double(number), amount.isFinite, number.last != ".",
            let unit = Self.units[String(text.dropFirst(number.count))]
        else { return nil }
        self = .milliseconds(Int64(min(amount * unit, Self.longest)))
    }

    /// `45 s`, `12 min`, `3 h`, `9 d`: an age, rounded down to one unit.
    package var rounded: String {
        let seconds = max(0, components.seconds)
        let (amount, unit): (Int64, String) =
            switch seconds {
            case ..<120: (seconds, "s")
            case ..<7200: (seconds / 60, "min")
            case ..<172_800: (seconds / 3600, "h")
            default: (seconds / 86_400, "d")
            }
        return "\(amount) \(unit)"
    }

    /// Milliseconds of each unit.
    private static let units: [String: Double] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]

    /// A thousand years in milliseconds: longer than any wait, and short enough for additions not to overflow.
    private static let longest = 3.2e13

    /// `5s`, `500ms`, `1m`: the form in which a duration is written in freshen.yaml.
    package var text: String {
        let whole = milliseconds
        if whole % 60_000 == 0, whole != 0 { return "\(whole / 60_000)m" }
        return whole % 1000 == 0 ? "\(whole / 1000)s" : "\(whole)ms"
    }
}
