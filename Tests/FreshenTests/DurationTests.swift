import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct DurationTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("5s", .seconds(5)), ("1.5s", .milliseconds(1500)),
        ("2m", .seconds(120)),
        ("1h", .seconds(3600)), ("7d", .seconds(604_800)), ("0s", .zero), ("0.25h", .seconds(900)),
    ])
    func `a duration is read with its unit`(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "-5s", "+5s", "5 s", " 5s", "5s ", "5S", "5sec", "5m30s", "1.2.3s", "5.s", ".s", "1e3s", "nans",
        "infs",
        "0x5s",
        "٥s", "5μs", String(repeating: "9", count: 400) + "s",
    ])
    func `other texts are no durations`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test func `a duration is at most a thousand years`() throws {
        let longest = try #require(Duration(text: "99999999999999999999d"))
        #expect(longest == .milliseconds(32_000_000_000_000))
        #expect((Instant(microseconds: 0) + longest).microseconds == 32_000_000_000_000_000)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.milliseconds(500), "500ms"), (.seconds(5), "5s"), (.milliseconds(1500), "1500ms"),
        (.seconds(60), "1m"), (.seconds(90), "90s"), (.seconds(3600), "60m"),
    ])
    func `a duration is written as the configuration writes it`(duration: Duration, text: String) {
        #expect(duration.text == text)
        #expect(Duration(text: text) == duration)
    }

    @Test func `the parts of a duration are whole`() {
        let duration = Duration.nanoseconds(1_234_567_890)
        #expect(duration.microseconds == 1_234_567)
        #expect(duration.milliseconds == 1234)
        #expect(duration.seconds == 1.234567)
    }
}
