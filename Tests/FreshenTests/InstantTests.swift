import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00Z", 0),
        ("1970-01-01t00:00:01z", 1_000_000),
        ("1970-01-01 00:00:01Z", 1_000_000),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.0000019Z", 1),
        ("1970-01-01T00:00:00.123456789012345678901234567890Z", 123_456),
        ("1970-01-01T02:00+02:00", 0),
        ("1969-12-31T18:30-05:30", 0),
        ("1970-01-01T00:00-00:00", 0),
        ("1970-01-01T23:59+23:59", 0),
        ("2000-02-29T00:00Z", 951_782_400_000_000),
        ("2024-02-29T12:34:56Z", 1_709_210_096_000_000),
        ("2026-12-01T09:00Z", 1_796_115_600_000_000),
        ("2038-01-19T03:14:08Z", 2_147_483_648_000_000),
        ("1900-03-01T00:00Z", -2_203_891_200_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func `an instant is read to the microsecond`(text: String, microseconds: Int64) {
        #expect(Instant(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "now", "2026-12-01", "2026-12-01T09:00", "2026-12-01T09:00:00", "2026-12-01T09Z", "2026-12-01T9:00Z",
        "2026-12-1T09:00Z", "26-12-01T09:00Z", "20260-12-01T09:00Z", "2026-13-01T09:00Z", "2026-00-01T09:00Z",
        "2026-12-00T09:00Z", "2026-11-31T09:00Z", "2026-02-29T09:00Z", "1900-02-29T09:00Z", "2026-12-01T24:00Z",
        "2026-12-01T09:60Z", "2016-12-31T23:59:60Z", "2026-12-01T09:00:00.Z", "2026-12-01T09:00:00,5Z",
        "2026-12-01T09:00+2:00", "2026-12-01T09:00+0200", "2026-12-01T09:00+24:00", "2026-12-01T09:00+02:60",
        "2026-12-01T09:00ZZ", "2026-12-01T09:00Z ", " 2026-12-01T09:00Z", "2026-12-01T09:00 Z", "-2026-12-01T09:00Z",
        "2026-12-01T09:00Europe/Berlin", "２０２６-12-01T09:00Z", "2026-12-01T09:00:00.5",
    ])
    func `other texts are no instants`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(arguments: ["0000-12-31T23:59:59Z", "0001-01-01T00:00+00:01", "9999-12-31T23:59-00:01"])
    func `an instant outside the years 1 to 9999 is refused`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1000, "1970-01-01T00:00:00.001Z"),
        (1001, "1970-01-01T00:00:00.001001Z"), (100_000, "1970-01-01T00:00:00.100Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        (951_868_799_000_000, "2000-02-29T23:59:59Z"),
    ])
    func `an instant is written in UTC with as many digits as it has`(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test func `what is written is read again as the same instant`() {
        var random = SplitMix64(seed: 1_753_000_001)
        for _ in 0..<20_000 {
            let span = -62_135_596_800_000_000...253_402_300_799_999_999 as ClosedRange<Int64>
            let scale: Int64 = [1, 1000, 1_000_000].randomElement(using: &random) ?? 1
            let instant = Instant(microseconds: Int64.random(in: span, using: &random) / scale * scale)
            #expect(Instant(rfc3339: instant.description) == instant, "\(instant.microseconds)")
        }
    }

    @Test func `neighbouring days follow each other through four centuries`() {
        var day = Instant(microseconds: -2_208_988_800_000_000)
        #expect(day.description == "1900-01-01T00:00:00Z")
        var lengths: [String: Int] = [:]
        for _ in 0..<146_097 {
            lengths[String(day.description.prefix(4)), default: 0] += 1
            day = day + .seconds(86_400)
        }
        #expect(day.description == "2300-01-01T00:00:00Z")
        #expect(lengths.filter { $0.value == 366 }.count == 97)
        #expect(lengths["1900"] == 365 && lengths["2000"] == 366 && lengths["2100"] == 365)
    }

    @Test func `durations move an instant both ways`() {
        let instant = Instant(microseconds: 5)
        #expect(instant + .microseconds(7) == Instant(microseconds: 12))
        #expect(instant - .seconds(1) == Instant(microseconds: -999_995))
        #expect(instant < instant + .microseconds(1))
        #expect(instant + .nanoseconds(999) == instant)
    }
}
