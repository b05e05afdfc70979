import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct TimeShiftTests {
    private static let spellings: [(TimeShift.Unit, [String])] = [
        (.millisecond, ["milliseconds", "millisecond", "msecs", "msec", "ms"]),
        (.second, ["seconds", "second", "secs", "sec", "s"]),
        (.minute, ["minutes", "minute", "mins", "min", "m"]),
        (.hour, ["hours", "hour", "hrs", "hr", "h"]),
        (.day, ["days", "day", "d", ""]),
        (.week, ["weeks", "week", "w"]),
        (.month, ["months", "month", "mth", "mo"]),
        (.year, ["years", "year", "yrs", "yr", "y"]),
    ]

    @Test(arguments: spellings)
    func `every spelling of a unit is read`(unit: TimeShift.Unit, names: [String]) {
        for name in names {
            for (text, amount) in [("2", 2.0), ("+2", 2), ("-2", -2)] {
                for blank in ["", " ", "   "] where !name.isEmpty || blank.isEmpty {
                    #expect(TimeShift(directus: text + blank + name) == TimeShift(amount: amount, unit: unit))
                    #expect(TimeShift(directus: text + blank + name.uppercased())?.unit == unit)
                }
            }
        }
    }

    @Test(arguments: [
        ("1.5 hours", 1.5, TimeShift.Unit.hour), ("-.5 s", -0.5, .second), ("1.9 days", 1, .day),
        ("-1.9 weeks", -1, .week),
        ("0.5 months", 0, .month), ("007 d", 7, .day), ("0", 0, .day),
    ])
    func `a fraction counts up to hours and is cut beyond`(text: String, amount: Double, unit: TimeShift.Unit) {
        #expect(TimeShift(directus: text) == TimeShift(amount: amount, unit: unit))
    }

    @Test(arguments: [
        "", "+", "-", "day", "1 fortnight", "1 day ago", "1day 2h", "--1 day", "+-1 day", " 1 day", "1 day ", "1,5 h",
        "1e3 s",
        "1..5 h", "nan", "inf d", "99999 years", "99999999999999999999999999 d", "1\tday", "٣ days",
    ])
    func `texts that Directus does not understand are refused`(text: String) {
        #expect(TimeShift(directus: text) == nil)
    }
}
