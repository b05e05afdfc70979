import Testing
import Text

@Suite(.timeLimit(.minutes(10))) struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (1, 1, 1, -719_162),
        (0, 3, 1, -719_468), (-1, 12, 31, -719_529), (9999, 12, 31, 2_932_896),
    ])
    func `a day is counted from 1970`(year: Int64, month: Int64, day: Int64, days: Int64) {
        #expect(CivilDate(year: year, month: month, day: day)?.daysSince1970 == days)
        #expect(CivilDate(daysSince1970: days) == CivilDate(year: year, month: month, day: day))
    }

    @Test(arguments: [(2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 11, 31), (2026, 2, 29), (1900, 2, 29)])
    func `a day that the calendar lacks is none`(year: Int64, month: Int64, day: Int64) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test func `each day of eight centuries is read back as itself`() {
        for days in -146_097..<146_097 as Range<Int64> {
            #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
        }
    }
}
