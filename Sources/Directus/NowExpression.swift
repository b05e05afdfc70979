internal import Freshen
internal import LedgerSQL

/// `$NOW(±interval)` compared with a column of a type, in the time zone in which the CMS compares it.
struct NowExpression {
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

    /// An interval to add or subtract where `$NOW(±interval)` ran backwards in the window.
    ///
    /// It does so when a clock is set back, and at the end of a month: on the 29th, 30th and 31st of January, a month
    /// ahead is the 28th of February each time. It did if it advanced less than the clock, unless the window is so long
    /// that it can have run ahead too.
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
    /// Where that instant is not exact, it is returned until the change has certainly happened; null for values that are
    /// never reached. `later` is false where `$NOW` reaching the value changes the answer (`_lte`), true where `$NOW`
    /// passing it does (`_lt`).
    func flip(_ column: SQL, later: Bool) -> SQL {
        let meeting = meetingInstant(column, later: later)
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
    private func meetingInstant(_ column: SQL, later: Bool) -> SQL {
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

    private func microseconds(_ unit: Double) -> String {
        "\(Int64((shift.amount * unit).rounded())) microseconds"
    }
}
