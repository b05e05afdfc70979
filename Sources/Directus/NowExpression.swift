internal import Freshen
internal import LedgerSQL

/// `$NOW(±interval)` compared with a column of a type, in the time zone in which the CMS compares it.
struct NowExpression {
    /// When a comparison's result changes: `$NOW` reaches the column's value (`_lte`), or passes it (`_lt`).
    enum Change {
        case reached, passed
    }

    let type: ColumnType
    let shift: TimeShift
    let zone: String

    /// `$NOW(±interval)` as a value of the column's type.
    func value(_ bound: NowBound) -> SQL {
        let moment: SQL =
            switch bound {
            case .atLook: shiftedMoment(.parameter(.lookedAt))
            case .least: shiftedMoment(.parameter(.windowStart)) + setBackAllowance(" - ")
            case .greatest: shiftedMoment(.parameter(.windowEnd)) + setBackAllowance(" + ")
            }
        return "(" + moment + (type == .date ? ")::date" : ")")
    }

    /// `$NOW(±interval)` when the clock shows `instant`, before it is cut to a day.
    private func shiftedMoment(_ instant: SQL) -> SQL {
        type == .timestamptz ? shifted(instant) : wallClock(shifted(instant))
    }

    /// An interval to add or subtract because `$NOW(±interval)` can stand still or run back within a window.
    ///
    /// It does so when clocks are set back, and at month ends: 29 to 31 January + 1 month is always 28 February. Within
    /// the window it can then have values outside those at the window's ends. This is detected by `$NOW(±interval)`
    /// having advanced less than the clock. In a window of more than 27 days a jump in the other direction can hide
    /// that, so the tolerance is always added there.
    private func setBackAllowance(_ sign: SQL) -> SQL {
        guard !tolerance.isEmpty else { return "" }
        let elapsed = "(" + .parameter(.windowEnd) + " - " + .parameter(.windowStart) + ")"
        let covered =
            "(" + shiftedMoment(.parameter(.windowEnd)) + " - " + shiftedMoment(.parameter(.windowStart)) + ")"
        return sign + "CASE WHEN " + covered + " < " + elapsed + " OR " + elapsed
            + " > interval '27 days' THEN interval '" + tolerance + "' ELSE interval '0' END"
    }

    /// The first instant at which the comparison of `column` with `$NOW(±interval)` can change.
    ///
    /// With a tolerance it is the earliest possible instant, as long as the look is before the latest possible one.
    /// Null for values that are never reached.
    func flipInstant(_ column: SQL, _ change: Change) -> SQL {
        let meeting = meetingInstant(column, change)
        let early = tolerance.isEmpty ? meeting : "(" + meeting + " - interval '" + tolerance + "')"
        let late = tolerance.isEmpty ? meeting : "(" + meeting + " + interval '" + tolerance + "')"
        return "CASE WHEN " + column + " BETWEEN '0002-01-01' AND '9999-01-01' AND " + .parameter(.lookedAt) + " < "
            + late + " THEN " + early + " END"
    }

    private func shifted(_ instant: SQL) -> SQL {
        guard shift.amount != 0 else { return instant }
        let interval = SQL(trusted: " + interval '\(intervalText)'")
        return isExact
            ? "(" + instant + interval + ")"
            : "((" + wallClock(instant) + interval + ") AT TIME ZONE " + quotedZone + ")"
    }

    private func wallClock(_ instant: SQL) -> SQL {
        "(" + instant + " AT TIME ZONE " + quotedZone + ")"
    }

    /// The instant at which `$NOW(±interval)` reaches the column's value, or passes it.
    private func meetingInstant(_ column: SQL, _ change: Change) -> SQL {
        let back = shift.amount == 0 ? "" : SQL(trusted: " - interval '\(intervalText)'")
        let tick: SQL = change == .passed ? " + interval '1 microsecond'" : ""
        switch type {
        case .date:
            let day = change == .passed ? "(" + column + " + 1)" : column
            return "((" + day + "::timestamp" + back + ") AT TIME ZONE " + quotedZone + ")"
        case .timestamp:
            return "(((" + column + back + ") AT TIME ZONE " + quotedZone + ")" + tick + ")"
        default:
            guard isExact else {
                return "(((" + wallClock(column) + back + ") AT TIME ZONE " + quotedZone + ")" + tick + ")"
            }
            return "(" + column + back + tick + ")"
        }
    }

    /// How much earlier or later than the meeting instant the change can come, as an interval; empty: it is exact.
    ///
    /// Months differ in length, so the inverse of `$NOW(-1 month)` is wrong by up to three days; a zone with summer time
    /// shows some hours twice.
    private var tolerance: SQL {
        switch shift.unit {
        case .month where shift.amount != 0, .year where shift.amount != 0: "4 days"
        default: isUTC || (type == .timestamptz && isExact) ? "" : "4 hours"
        }
    }

    /// Whether the interval is a fixed number of seconds.
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
        case .millisecond: microseconds(1_000)
        case .second: microseconds(1_000_000)
        case .minute: microseconds(60_000_000)
        case .hour: microseconds(3_600_000_000)
        case .day: "\(Int64(shift.amount)) days"
        case .week: "\(Int64(shift.amount) * 7) days"
        case .month: "\(Int64(shift.amount)) months"
        case .year: "\(Int64(shift.amount)) years"
        }
    }

    /// In an interval, PostgreSQL 14 and older accept no number of more than 32 bits in front of `microseconds`.
    private func microseconds(_ unit: Double) -> String {
        let (minutes, rest) = Int64((shift.amount * unit).rounded()).quotientAndRemainder(dividingBy: 60_000_000)
        return "\(minutes) minutes \(rest) microseconds"
    }
}
