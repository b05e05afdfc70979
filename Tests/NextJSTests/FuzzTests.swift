import Freshen
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    private static let statuses = [
        100, 101, 200, 200, 200, 200, 204, 301, 307, 401, 404, 405, 413, 429, 500, 503, 599, 999,
    ]
    private static let bodies = [
        #"{"revalidated":true}"#, #"{"revalidated":false}"#,
        #"{"revalidated":true,"results":[{"path":"/a","ok":false,"error":"x"},{"tag":"t","ok":true}],"buildId":"b"}"#,
        "<html>", "", "[1,2]", "{\"revalidated\":true,\"error\":\"\(token)\"}",
    ]
    private static let heads = [
        "Content-Type: application/json", "Transfer-Encoding: chunked", "Content-Length: 5", "Content-Length: -1",
        "Connection: close", "Location: /x", "X: \(token)", "no colon", "Content-Encoding: gzip", ": empty",
    ]

    @Test(.timeLimit(.minutes(10)))
    func `every answer has a named outcome`() throws {
        let fuzz = Fuzz("answers", percent: 10, short: 400)
        let next = Mutex(Behaviour.raw("", then: .close))
        let pod = try HTTPStandIn { _ in next.withLock { $0 } }
        try fuzz.run { number, random in
            let answer = Self.answer(with: &random)
            next.withLock { $0 = answer }
            let outcome = notify([podRequest(pod.url, timeout: .seconds(60))])[0]
            #expect(!Decoy.isShown(in: outcome.detail), "seed \(fuzz.seed), case \(number)")
            #expect(
                !outcome.detail.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "seed \(fuzz.seed), case \(number): \(outcome.detail)")
            #expect((outcome == .done) == outcome.detail.isEmpty, "seed \(fuzz.seed), case \(number)")
            return outcome.failure.map { "\($0)" } ?? "done"
        }
        #expect(fuzz.outcomes.count > 4, "the answers are too much alike to test anything")
        #expect(fuzz.outcomes["\(PodFailure.timedOut)"] == nil)
        #expect(fuzz.slowest < .seconds(60))
    }

    /// An answer that ends with its connection, so that no test waits for the missing part.
    private static func answer(with random: inout SplitMix64) -> Behaviour {
        let status = statuses.randomElement(using: &random) ?? 200
        var body = bodies.randomElement(using: &random) ?? ""
        var lines = ["HTTP/1.1 \(status) \(token)"]
        for _ in 0..<Int.random(in: 0...2, using: &random) { lines.append(heads.randomElement(using: &random) ?? "") }
        if lines.contains("Transfer-Encoding: chunked") {
            body = String(body.utf8.count, radix: 16) + "\r\n\(body)\r\n0\r\n\r\n"
        } else if Bool.random(using: &random) {
            lines.append("Content-Length: \(body.utf8.count)")
        }
        var text = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        if Int.random(in: 0...3, using: &random) == 0 {
            text = String(text.prefix(Int.random(in: 0...text.count, using: &random)))
        }
        return .raw(text, then: Bool.random(using: &random) ? .close : .reset)
    }
}
