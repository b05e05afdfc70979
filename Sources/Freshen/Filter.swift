/// A Directus filter, as written in freshen.yaml.
///
/// Several keys of one object are ANDed. Relations nest: `author: { status: { _eq: published } }`.
/// Source of the meaning: Directus' API, `api/src/database/run-ast/lib/apply-query/filter/`.
package indirect enum Filter: Sendable {
    case and([Filter])
    case or([Filter])
    /// Conditions on the row or rows that a relational field leads to.
    case under(FieldName, Filter)
    /// `_some` below a to-many field: at least one related row fulfils the filter.
    case some(FieldName, Filter)
    /// `_none` below a to-many field: not `_some`.
    case none(FieldName, Filter)
    case compare(Comparison)

    /// Fulfilled by every item.
    package static let always = Filter.and([])
}

/// One segment of a field path: `title`, `author`, or `item:block_hero` for one collection of a many-to-any field.
package typealias FieldName = Placed<String>

/// One field compared with what the configuration says.
package struct Comparison: Sendable {
    package let field: FieldName
    package let op: FilterOperator
    package let operand: Operand
    /// Where the operator stands.
    package let place: Place
    /// The zone of `publish_at: { field, zone }`; nil: the collection's.
    package let zone: Placed<String>?

    package init(
        field: FieldName, op: FilterOperator, operand: Operand, place: Place, zone: Placed<String>? = nil
    ) {
        self.field = field
        self.op = op
        self.operand = operand
        self.place = place
        self.zone = zone
    }
}

/// What a field is compared with.
package enum Operand: Sendable, Equatable {
    /// For operators that take none (`_null: true`); false turns the operator round.
    case flag(Bool)
    case one(FilterValue)
    case list([FilterValue])
}

/// A value of a filter.
package enum FilterValue: Sendable, Equatable {
    case null
    case text(String)
    /// A number as it was written.
    case number(String)
    case boolean(Bool)
    /// `$NOW`, or `$NOW(-1 day)`.
    case now(TimeShift)
}

/// The interval in `$NOW(±interval)`, in the words that Directus reads.
package struct TimeShift: Sendable, Hashable {
    package enum Unit: String, Sendable {
        case millisecond, second, minute, hour, day, week, month, year
    }

    /// May have a fraction for units up to hours; negative: into the past.
    package let amount: Double
    package let unit: Unit

    package init(amount: Double, unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// `$NOW` itself.
    package static let none = TimeShift(amount: 0, unit: .second)

    /// Reads what stands between the parentheses; nil where Directus would not understand it either.
    package init?(directus text: String) {
        var rest = Substring(text)
        let negative = rest.hasPrefix("-")
        if negative || rest.hasPrefix("+") { rest.removeFirst() }
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = rest.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let amount = Double(digits), let unit = name.isEmpty ? .day : Self.names[name],
            amount * unit.approximateSeconds <= Self.longest
        else { return nil }
        self.init(amount: (negative ? -1 : 1) * unit.truncating(amount), unit: unit)
    }

    /// A thousand years in seconds: what lies further off is no date that a database holds.
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
