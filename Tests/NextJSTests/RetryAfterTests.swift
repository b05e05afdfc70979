import Freshen
import Glibc
import HTTPClient
import NextJS
import TestSupport
import Testing

/// `Retry-After`, and the deadline of a run's requests.
@Suite(.timeLimit(.minutes(10))) struct RetryAfterTests {
    private func notBefore(
        _ headers: [String: String], status: Int = 503, passed: Duration = .zero
    ) throws -> Duration? {
        let pod = try HTTPStandIn { _ in .answer(status: status, headers: headers) }
        let start = ContinuousClock.now
        var now = start
        let time = DeliveryTime(now: { now }, pause: { _ in Issue.record("a pause") })
        time.begin()
        #expect(time.elapsed() == .zero)
        now = start + passed
        let http = HTTPClient(userAgent: "tests/1")
        return Revalidation(http: http, time: time, pause: { _ in }).notify([podRequest(pod.url)])[0].notBefore
    }

    @Test(
        arguments: [
            (["Retry-After": "7"], 7), ([:], nil), (["Retry-After": "0"], 0), (["Retry-After": "-1"], nil),
            (["Retry-After": "soon"], nil), (["Retry-After": "99999999999999999999"], 86_400),
            (["Retry-After": "Sat, 21 Nov 2026 10:00:07 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"], 7),
        ] as [([String: String], Int?)])
    func `a failed answer's Retry-After is read`(headers: [String: String], seconds: Int?) throws {
        for status in [429, 503, 500] {
            #expect(try notBefore(headers, status: status) == seconds.map { .seconds($0) })
        }
    }

    @Test func `Retry-After counts from the answer, on the run's clock`() throws {
        #expect(try notBefore(["Retry-After": "7"], passed: .seconds(3)) == .seconds(10))
    }

    @Test func `Retry-After counts for no answer with status 200`() throws {
        #expect(try notBefore(["Retry-After": "7"], status: 200) == nil)
    }

    @Test func `Retry-After of the second pass counts as well`() throws {
        let asked = Counter()
        let pod = try HTTPStandIn { _ in
            asked.next() == 0 ? done : .answer(status: 503, headers: ["Retry-After": "7"])
        }
        var now = ContinuousClock.now
        let time = DeliveryTime(now: { now }, pause: { _ in })
        time.begin()
        let revalidation = Revalidation(http: HTTPClient(userAgent: "tests/1"), time: time) { now += $0 }
        let answer = revalidation.notify([podRequest(pod.url, settle: .seconds(10))])[0]
        #expect(answer.outcome.failure == .busy && answer.notBefore == .seconds(17))
    }

    @Test func `the deadline counts from the run's first request, greetings included`() throws {
        let pod = try HTTPStandIn { _ in done }
        var now = ContinuousClock.now
        let time = DeliveryTime(now: { now }, pause: { _ in })
        let http = HTTPClient(userAgent: "tests/1")
        let revalidation = Revalidation(http: http, time: time) { pause in now += pause }
        let request = podRequest(pod.url, settle: .seconds(10), deadline: .seconds(45))
        now += .seconds(1000)
        time.begin()
        #expect(revalidation.greet([podRequest(pod.url, [])])[0].outcome == .done)
        now += .seconds(20)
        #expect(revalidation.notify([request])[0].outcome == .done)
        // The second pass begins after 45 s, not after 15.
        now += .seconds(6)
        let requests = pod.requests.count
        #expect(revalidation.notify([request])[0].outcome == .failed(.timedOut, "the deadline of shop, 45s, is over"))
        #expect(pod.requests.count == requests + 1)
    }
}
