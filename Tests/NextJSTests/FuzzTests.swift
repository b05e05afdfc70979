import Freshen
import Glibc
import TestSupport
import Testing

/// `FRESHEN_FUZZ_CASES` and `FRESHEN_FUZZ_SEED` make it longer and different.
@Suite struct FuzzTests {
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

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    @Test(.timeLimit(.minutes(10)))
    func `whatever a pod answers has a name`() throws {
        let seed = Self.setting("FRESHEN_FUZZ_SEED") ?? 20_261_121
        let cases = Int(Self.setting("FRESHEN_FUZZ_CASES") ?? 400)
        var random = SplitMix64(seed: seed)
        let script = (0..<cases).map { _ in Self.answer(with: &random) }
        let next = Counter()
        let pod = try HTTPStandIn { _ in script[next.next() % script.count] }
        var names: [PodFailure?: Int] = [:]
        for number in 0..<cases {
            let outcome = tell([order(pod.url, timeout: .seconds(5))])[0]
            names[outcome.failure, default: 0] += 1
            #expect(!outcome.detail.contains { $0.isNewline }, "seed \(seed), case \(number)")
            #expect((outcome == .done) == outcome.detail.isEmpty, "seed \(seed), case \(number)")
        }
        #expect(names.count > 4, "the answers are too much alike to test anything: \(names)")
        #expect(names[.timedOut] == nil)
    }

    /// An answer that ends with its connection, so that nobody waits for what is missing.
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
