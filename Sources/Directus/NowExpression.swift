internal import Freshen
internal import LedgerSQL

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

    /// The `$NOW` that makes `field >= $NOW` the most (maybe) or the least (surely) true.
    var lower: Reading {
        switch self {
        case .at: .now
        case .maybe: .least
        case .surely: .greatest
        }
    }

    /// The `$NOW` that makes `field <= $NOW` the most (maybe) or the least (surely) true.
    var upper: Reading {
        switch self {
        case .at: .now
        case .maybe: .greatest
        case .surely: .least
        }
    }
}

/// Which `$NOW` is compared.
enum Reading {
    /// At N.
    case now
    /// No later than any since the last look.
    case least
    /// No earlier than any since the last look.
    case greatest
}

/// `$NOW(±interval)` beside a column of a type, in the zone with whose wall clock the CMS compares.
struct NowExpression {
    let type: ColumnType
    let shift: TimeShift
    let zone: String

    /// `$NOW(±interval)` as a value of the column's type.
    func value(_ reading: Reading) -> SQL {
        let moment: SQL =
            switch reading {
            case .now: moment(at: .parameter(.lookedAt))
            case .least: moment(at: .parameter(.windowStart)) + detour(" - ")
            case .greatest: moment(at: .parameter(.windowEnd)) + detour(" + ")
            }
        return "(" + moment + (type == .date ? ")::date" : ")")
    }

    /// `$NOW(±interval)` when the clock shows `instant`, before it is cut to a day.
    private func moment(at instant: SQL) -> SQL {
        type == .timestamptz ? shifted(instant) : wall(shifted(instant))
    }

    /// What to allow for where `$NOW(±interval)` ran backwards in the window: a clock that is set back, or a month's
    /// end (on the 29th, 30th and 31st of January, a month ahead is the 28th of February anew).
    ///
    /// It did if it came less far than the clock, unless the window is so long that it can have run ahead too.
    private func detour(_ direction: SQL) -> SQL {
        guard !slack.isEmpty else { return "" }
        let elapsed = "(" + .parameter(.windowEnd) + " - " + .parameter(.windowStart) + ")"
        let covered = "(" + moment(at: .parameter(.windowEnd)) + " - " + moment(at: .parameter(.windowStart)) + ")"
        return direction + "CASE WHEN " + covered + " < " + elapsed + " OR " + elapsed
            + " > interval '27 days' THEN interval '" + slack + "' ELSE interval '0' END"
    }

    /// When `column` and `$NOW(±interval)` change places, as SQL.
    ///
    /// It is the first instant at which that can happen, if it lies ahead or, where it is not exact, until it has surely
    /// happened; null for values that never come. `later` is false where `$NOW` reaching the value changes the answer
    /// (`_lte`), true where leaving it does (`_lt`).
    func flip(_ column: SQL, later: Bool) -> SQL {
        let meeting = inverse(column, later: later)
        let early = slack.isEmpty ? meeting : "(" + meeting + " - interval '" + slack + "')"
        let late = slack.isEmpty ? meeting : "(" + meeting + " + interval '" + slack + "')"
        return "CASE WHEN " + column + " BETWEEN '0002-01-01' AND '9999-01-01' AND " + .parameter(.lookedAt) + " < "
            + late
            + " THEN " + early + " END"
    }

    private func shifted(_ instant: SQL) -> SQL {
        guard shift.amount != 0 else { return instant }
        let interval = SQL(trusted: " + interval '\(intervalText)'")
        return isExact
            ? "(" + instant + interval + ")" : "((" + wall(instant) + interval + ") AT TIME ZONE " + quotedZone + ")"
    }

    private func wall(_ instant: SQL) -> SQL {
        "(" + instant + " AT TIME ZONE " + quotedZone + ")"
    }

    /// The instant at which `$NOW(±interval)` is the column's value, or leaves it.
    private func inverse(_ column: SQL, later: Bool) -> SQL {
        let back = shift.amount == 0 ? "" : SQL(trusted: " - interval '\(intervalText)'")
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

    /// How much earlier or later than the inverse the change can come, as an interval; empty: the inverse is exact.
    ///
    /// Months differ in length, so the inverse of `$NOW(-1 month)` misses by up to three days; a zone with summer time
    /// shows some hours twice.
    private var slack: SQL {
        switch shift.unit {
        case .month where shift.amount != 0, .year where shift.amount != 0: "4 days"
        default: isUTC || (type == .timestamptz && isExact) ? "" : "4 hours"
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
