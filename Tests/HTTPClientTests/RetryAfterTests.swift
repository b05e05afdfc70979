import Glibc
import HTTPClient
import Testing

/// `Retry-After` in both of HTTP's forms.
@Suite(.timeLimit(.minutes(10))) struct RetryAfterTests {
    private func retryAfter(_ text: String?, date: String? = nil) -> Duration? {
        let headers = [text.map { HTTPHeader("retry-after", $0) }, date.map { HTTPHeader("Date", $0) }]
        return HTTPResponse(status: 503, headers: headers.compactMap { $0 }).retryAfter
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("007", 7), ("3600", 3600), ("86400", 86_400), ("86401", 86_400),
            ("9223372036854775808", 86_400), (String(repeating: "9", count: 300), 86_400),
            (nil, nil), ("", nil), ("-5", nil), ("+5", nil), ("1.5", nil), ("5s", nil), ("soon", nil), ("0x10", nil),
            ("٣", nil), ("2026", 2026), ("Nov", nil), ("Sat", nil), ("GMT", nil), ("in a minute GMT", nil),
        ] as [(String?, Int?)])
    func `it is a number of seconds, at most a day, and nil for anything else`(text: String?, seconds: Int?) {
        #expect(retryAfter(text, date: "Sat, 21 Nov 2026 10:00:00 GMT") == seconds.map { .seconds($0) })
    }

    @Test(arguments: [
        ("Sat, 21 Nov 2026 10:00:07 GMT", 7), ("Saturday, 21-Nov-26 10:00:07 GMT", 7),
        ("Sat, 21 Nov 2026 10:00:00 GMT", 0), ("Sat, 21 Nov 2026 09:59:00 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Tue, 21 Nov 2056 10:00:00 GMT", 86_400),
    ])
    func `it is a date by the server's own clock`(text: String, seconds: Int) {
        #expect(retryAfter(text, date: "Sat, 21 Nov 2026 10:00:00 GMT") == .seconds(seconds))
    }

    @Test func `without a Date the date is compared with this machine's clock`() throws {
        var (seconds, parts) = (time(nil) + 100, tm())
        var text = [CChar](repeating: 0, count: 40)
        let length = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&seconds, &parts))
        let date = String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let left = try #require(retryAfter(date))
        #expect(left > .seconds(80) && left <= .seconds(100))
    }
}
