import Testing
import Text

@Suite(.timeLimit(.minutes(10))) struct UnixTimeTests {
    @Test(
        arguments: [
            ("2026-11-21T10:34:56Z", 1_795_257_296), ("2026-11-21T10:34:56.123456Z", 1_795_257_296),
            ("2026-11-21T11:34:56+01:00", 1_795_257_296), ("2026-11-21T05:04:56-05:30", 1_795_257_296),
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2024-03-01T00:00:00Z", 1_709_251_200),
            ("2026-11-21 10:34:56Z", nil), ("2026-11-21T10:34:56", nil), ("2026-13-21T10:34:56Z", nil), ("", nil),
            ("2026-11-21T24:34:56Z", nil), ("99999-11-21T10:34:56Z", nil), ("2026-11-21T10:34:56+1", nil),
        ] as [(String, Int64?)])
    func `an instant of ISO 8601 is read`(text: String, expected: Int64?) {
        #expect(UnixTime(iso8601: text)?.seconds == expected)
    }

    @Test(
        arguments: [
            ("Sat, 21 Nov 2026 10:34:56 GMT", 1_795_257_296), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sat, 21 Nov 2026 10:34:56 CET", nil), ("", nil),
            ("Sat, 21 Foo 2026 10:34:56 GMT", nil), ("Sat, 21 Nov 99999 10:34:56 GMT", nil),
        ] as [(String, Int64?)])
    func `the date of an answer is read`(text: String, expected: Int64?) {
        #expect(UnixTime(httpDate: text)?.seconds == expected)
    }

    @Test(
        arguments: [
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Saturday, 21-Nov-26 10:34:56 GMT", 1_795_257_296),
            ("Thu, 01-Jan-1970 00:00:00 GMT", 0), ("Friday, 01-Jan-69 00:00:00 GMT", 3_124_224_000),
            ("Sat, 21 Nov 2026 10:34:56 GMT", 1_795_257_296), ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            ("Sat, 30 Feb 2026 10:34:56 GMT", nil), ("Sat, 21 Nov 26 10:34:56 GMT", nil), ("2026", nil), ("GMT", nil),
            ("Sat, 21 Nov 2026 10:34 GMT", nil), ("Sat, 21 Nov 2026 24:00:00 GMT", nil),
            ("Wed, 31 Dec 1969 23:59:59 GMT", nil), ("Sat, -1 Nov 2026 10:34:56 GMT", nil),
        ] as [(String, Int64?)])
    func `the obsolete date of RFC 850 is read where it is accepted`(text: String, expected: Int64?) {
        #expect(UnixTime(httpDate: text, acceptsObsolete: true)?.seconds == expected)
    }

    @Test func `a fraction is read to the microsecond`() {
        #expect(UnixTime(rfc3339: "1970-01-01 00:00:01.0000019Z")?.microseconds == 1)
        #expect(UnixTime(iso8601: "1970-01-01T00:00:01.5Z")?.microseconds == 500_000)
    }
}
