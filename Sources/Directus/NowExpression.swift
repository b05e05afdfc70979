internal import Freshen

/// Which instants stand for `$NOW` in a condition.
enum Span {
    /// N.
    case at
    /// Any instant since the last look: the condition could have been true.
    case maybe
    /// Every instant since the last look: the condition was true throughout.
    case surely

    /// What becomes of it under a negation.
    var negated: Span {
        switch self {
        case .at: .at
        case .maybe: .surely
        case .surely: .maybe
        }
    }

    /// The instant that makes `field >= $NOW` the most (maybe) or the least (surely) true.
    var lower: SQL {
        switch self {
        case .at: .parameter(.at)
        case .maybe: .parameter(.low)
        case .surely: .parameter(.high)
        }
    }

    /// The instant that makes `field <= $NOW` the most (maybe) or the least (surely) true.
    var upper: SQL {
        switch self {
        case .at: .parameter(.at)
        case .maybe: .parameter(.high)
        case .surely: .parameter(.low)
        }
    }
}

/// `$NOW(±interval)` beside a column of a type, in the zone with whose wall clock the CMS compares.
struct NowExpression {
    let type: ColumnType
    let shift: TimeShift
    let zone: String

    /// `$NOW(±interval)` when the clock shows `instant`, as a value of the column's type.
    func value(at instant: SQL) -> SQL {
        switch type {
        case .timestamp: wall(shifted(instant))
        case .date: wall(shifted(instant)) + "::date"
        default: shifted(instant)
        }
    }

    /// When `column` and `$NOW(±interval)` change places, as SQL.
    ///
    /// It is the first instant at which that can happen, if it lies ahead or, where it is not exact, until it has surely
    /// happened; null for values that never come. `later` is false where `$NOW` reaching the value changes the answer
    /// (`_lte`), true where leaving it does (`_lt`).
    func flip(_ column: SQL, later: Bool) -> SQL {
        let meeting = inverse(column, later: later)
        let (before, after) = slack
        let early = before.isEmpty ? meeting : "(" + meeting + " - interval '" + before + "')"
        let late = after.isEmpty ? meeting : "(" + meeting + " + interval '" + after + "')"
        return "CASE WHEN " + column + " BETWEEN '0002-01-01' AND '9999-01-01' AND " + .parameter(.at) + " < " + late
            + " THEN " + early + " END"
    }

    private func shifted(_ instant: SQL) -> SQL {
        guard shift.amount != 0 else { return instant }
        let interval = SQL(text: " + interval '\(intervalText)'")
        return isExact
            ? "(" + instant + interval + ")" : "((" + wall(instant) + interval + ") AT TIME ZONE " + quotedZone + ")"
    }

    private func wall(_ instant: SQL) -> SQL {
        "(" + instant + " AT TIME ZONE " + quotedZone + ")"
    }

    /// The instant at which `$NOW(±interval)` is the column's value, or leaves it.
    private func inverse(_ column: SQL, later: Bool) -> SQL {
        let back = shift.amount == 0 ? "" : SQL(text: " - interval '\(intervalText)'")
        let tick: SQL = later ? " + interval '1 microsecond'" : ""
        switch type {
        case .date:
            let day = later ? "(" + column + " + 1)" : column
            return "((" + day + "::timestamp" + back + ") AT TIME ZONE " + quotedZone + ")"
        case .timestamp:
            return "(((" + column + back + ") AT TIME ZONE " + quotedZone + ")" + tick + ")"
        default:
            guard isExact else {
                return "(((" + wall(column) + back + ") AT TIME ZONE " + quotedZone + ")" + tick + ")"
            }
            return "(" + column + back + tick + ")"
        }
    }

    /// How much earlier and later than the inverse the change can come, as intervals; empty: the inverse is exact.
    ///
    /// Months differ in length, so the inverse of `$NOW(-1 month)` misses by up to three days; a zone with summer time
    /// shows some hours twice.
    private var slack: (before: SQL, after: SQL) {
        switch shift.unit {
        case .month where shift.amount != 0, .year where shift.amount != 0: ("4 days", "4 days")
        default: isUTC || (type == .timestamptz && isExact) ? ("", "") : ("4 hours", "4 hours")
        }
    }

    /// Whether adding the interval to an instant needs no calendar.
    private var isExact: Bool {
        switch shift.unit {
        case .millisecond, .second, .minute, .hour: true
        case .day, .week: isUTC
        case .month, .year: shift.amount == 0
        }
    }

    private var isUTC: Bool {
        ["utc", "etc/utc", "gmt", "etc/gmt", "z", "zulu", "universal", "uct"].contains(zone.lowercased())
    }

    private var quotedZone: SQL { "\(bind: zone)::text" }

    private var intervalText: String {
        switch shift.unit {
        case .millisecond, .second, .minute, .hour: "\(Int64((shift.amount * microseconds).rounded())) microseconds"
        case .day: "\(Int64(shift.amount)) days"
        case .week: "\(Int64(shift.amount) * 7) days"
        case .month: "\(Int64(shift.amount)) months"
        case .year: "\(Int64(shift.amount)) years"
        }
    }

    private var microseconds: Double {
        switch shift.unit {
        case .millisecond: 1000
        case .second: 1_000_000
        case .minute: 60_000_000
        default: 3_600_000_000
        }
    }
}
