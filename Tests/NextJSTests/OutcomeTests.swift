import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OutcomeTests {
    private static func json(_ body: String) -> Behaviour { .answer(status: 200, body: body) }

    // MARK: Done

    @Test(arguments: [
        #"{"revalidated":true}"#, #" { "revalidated" : true , "other": [1, {"a": null}] } "#,
        #"{"revalidated":true,"results":[{"path":"/a","type":null,"ok":true,"error":null}],"buildId":"x"}"#,
        #"{"revalidated":true,"results":[]}"#, #"{"revalidated":true,"results":null}"#,
        #"{"revalidated":true,"results":"all"}"#,
    ])
    func `done is 200 and JSON and revalidated`(body: String) throws {
        #expect(try outcome(Self.json(body)) == .done)
    }

    @Test func `chunked JSON is JSON`() throws {
        let answer =
            "HTTP/1.1 200 OK\r\nvary: rsc\r\ncontent-type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "8\r\n{\"revali\r\nc\r\ndated\":true}\r\n0\r\n\r\n"
        #expect(try outcome(.raw(answer, then: .keep)) == .done)
        #expect(try outcome(.raw("HTTP/1.1 100 Continue\r\n\r\n" + answer, then: .keep)) == .done)
    }

    @Test func `a page in place of the answer names the usual cause`() throws {
        let page = try outcome(
            .answer(status: 200, headers: ["Content-Type": "text/html; charset=utf-8"], body: "<!DOCTYPE html>"))
        #expect(page.failure == .notJSON && page.detail.contains("middleware") && page.detail.contains("endpoint: /en"))
    }

    @Test func `the error that a pod answers is shown without the token`() throws {
        let body = "{\"error\":\"the cache does not answer, \(token)\"}"
        let answer = try outcome(.answer(status: 503, body: body))
        #expect(answer.failure == .busy)
        #expect(answer.detail.hasSuffix("answers 503, the cache does not answer, (secret)"), "\(answer.detail.count)")
    }

    // MARK: Another status

    @Test(arguments: [
        (301, PodFailure.redirect), (302, .redirect), (304, .redirect), (307, .redirect), (308, .redirect),
        (401, .refused),
        (403, .refused), (404, .noEndpoint), (405, .noEndpoint), (413, .tooLarge), (429, .busy), (503, .busy),
        (500, .serverError), (502, .serverError), (504, .serverError), (201, .unexpected), (202, .unexpected),
        (400, .rejected), (415, .rejected), (418, .rejected),
    ])
    func `every other status has a named outcome, whatever the body says`(status: Int, failure: PodFailure) throws {
        let answer = try outcome(
            .answer(status: status, headers: ["Location": "/login"], body: #"{"revalidated":true}"#))
        #expect(answer.failure == failure)
        #expect(answer.detail.contains("/api/revalidate"))
        #expect(answer.detail.contains("\(status)") || failure == .redirect)
    }

    @Test func `answers of real servers have named outcomes`() throws {
        #expect(
            try outcome(.answer(status: 404, headers: ["Content-Type": "text/html"], body: "<!DOCTYPE html>")).failure
                == .noEndpoint)
        #expect(
            try outcome(
                .raw("HTTP/1.1 405 Method Not Allowed\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", then: .keep)
            ).failure == .noEndpoint)
        #expect(
            try outcome(.raw("HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n", then: .close)).failure
                == .serverError)
        #expect(
            try outcome(
                .raw(
                    "HTTP/1.1 308 Permanent Redirect\r\nLocation: /api/revalidate/\r\nContent-Length: 16\r\n\r\n/api/revalidate/",
                    then: .keep)
            ).failure == .redirect)
    }

    @Test func `a redirect is not followed`() throws {
        let pod = try HTTPStandIn { request in
            request.target == "/api/revalidate" ? .answer(status: 308, headers: ["Location": "/api/revalidate/"]) : done
        }
        #expect(notify([podRequest(pod.url)])[0].failure == .redirect)
        #expect(pod.requests.count == 1)
    }

    // MARK: 200 that is not done

    @Test(arguments: [
        "", "<html>sign in</html>", "[]", "[{\"revalidated\":true}]", "true", "\"revalidated\"", "null",
        "{\"revalidated\":true",
        "{\"revalidated\":true}}", "\0", String(repeating: "[", count: 100_000),
        String(repeating: "{\"a\":", count: 50_000),
        // UTF-16, which JavaScript's JSON.parse does not read either.
        #"{"revalidated":true}"#.map { "\($0)\0" }.joined(), #"{"revalidated":true}"#.map { "\0\($0)" }.joined(),
    ])
    func `200 without a JSON object is not JSON`(body: String) throws {
        #expect(try outcome(Self.json(body)).failure == .notJSON)
    }

    @Test(arguments: [
        #"{}"#, #"{"revalidated":false}"#, #"{"revalidated":null}"#, #"{"revalidated":"true"}"#, #"{"revalidated":1}"#,
        #"{"Revalidated":true}"#, #"{"revalidated":[true]}"#,
    ])
    func `200 without revalidated: true is not revalidated`(body: String) throws {
        let answer = try outcome(Self.json(body))
        #expect(answer.failure == .notRevalidated)
        #expect(answer.detail == "it answers 200 without \"revalidated\": true")
    }

    @Test(arguments: [
        (
            #"{"revalidated":true,"results":[{"path":"/a","ok":true},{"path":"/b","ok":false,"error":"too\nlong"}]}"#,
            "the pod refuses /b: too long"
        ),
        (
            #"{"revalidated":false,"results":[{"tag":"t","ok":false},{"path":"/b","ok":false}]}"#,
            "the pod refuses 2 entries; the first is t: no reason given"
        ),
        (
            #"{"revalidated":true,"results":[{"path":7,"ok":false,"error":{"code":1}}]}"#,
            "the pod refuses an entry without a name: no reason given"
        ),
        (
            #"{"revalidated":true,"results":[5,{"path":"/a","ok":"no"},{"path":"/b","ok":false}]}"#,
            "the pod refuses /b: no reason given"
        ),
    ])
    func `an entry that is refused is not done whatever revalidated says`(body: String, detail: String) throws {
        #expect(try outcome(Self.json(body)) == .failed(.notRevalidated, detail))
    }

    // MARK: No answer

    @Test func `a refused connection is unreachable`() {
        #expect(notify([podRequest("http://127.0.0.1:1")])[0].failure == .unreachable)
        #expect(notify([podRequest("http://no-such-host.invalid")])[0].failure == .unreachable)
    }

    @Test func `silence is timed out`() throws {
        #expect(try outcome(.hang, timeout: .milliseconds(100)).failure == .timedOut)
        let half = Behaviour.raw("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"revalidated\":", then: .hang)
        #expect(try outcome(half, timeout: .milliseconds(100)).failure == .timedOut)
    }

    @Test(arguments: [
        Behaviour.reset, .close, .raw("nonsense\r\n\r\n", then: .close), .raw("HTTP/1.1 200 OK\r\n", then: .close),
        .raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"revalidated\":true}", then: .close),
        .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{\"revalidated\":true}\r\n", then: .reset),
    ])
    func `a broken answer is unexpected`(behaviour: Behaviour) throws {
        #expect(try outcome(behaviour).failure == .unexpected)
    }

    @Test func `an answer that is too large is unexpected`() throws {
        let body = #"{"revalidated":true,"junk":""# + String(repeating: "x", count: 1 << 20) + "\"}"
        #expect(try outcome(Self.json(body)).failure == .unexpected)
        #expect(try outcome(Self.json(body.replacing("xxxx", with: "", maxReplacements: 100))) == .done)
    }

    // MARK: Too large

    @Test func `a request that is too large is sent in halves`() throws {
        let pod = try HTTPStandIn { $0.entries > 100 ? .answer(status: 413) : done }
        #expect(notify([podRequest(pod.url, paths(700))]) == [.done])
        let good = pod.requests.filter { $0.entries <= 100 }
        #expect(good.map(\.entries).reduce(0, +) == 700)
        let sent = good.map(\.text).joined()
        #expect((0..<700).allSatisfy { sent.contains("\"/p\($0)\"") })
        #expect(pod.requests.count < 25)
    }

    @Test func `one entry that is too large fails the pod`() throws {
        let pod = try HTTPStandIn { $0.text.contains("/p2\"") ? .answer(status: 413) : done }
        #expect(notify([podRequest(pod.url, paths(5))])[0].failure == .tooLarge)
        #expect(pod.requests.count < 10)
    }

    // MARK: What outcomes show

    @Test func `no outcome shows the token, wherever the pod repeats it`() throws {
        let bodies = [
            "{\"revalidated\":true,\"results\":[{\"path\":\"\(token)\",\"ok\":false,\"error\":\"Bearer \(token)\"}]}",
            "{\"revalidated\":false,\"error\":\"\(token)\"}", token,
        ]
        for status in [200, 301, 400, 401, 404, 413, 429, 500] {
            for body in bodies {
                let answer = try outcome(.answer(status: status, headers: ["X-\(token)": token], body: body))
                #expect(answer != .done)
            }
        }
        let broken = try outcome(.raw("HTTP/1.1 200 \(token)\r\nContent-Length: \(token)\r\n\r\n", then: .close))
        #expect(broken != .done)
    }

    @Test func `a detail is one short line without control characters`() throws {
        let error = #"\u001b[31mred\u0007\r\n\u2028\u202e"# + String(repeating: "é", count: 5000)
        let answer = try outcome(
            Self.json("{\"revalidated\":true,\"results\":[{\"ok\":false,\"error\":\"\(error)\"}]}"))
        #expect(answer.failure == .notRevalidated)
        #expect(answer.detail.count <= 301 && answer.detail.hasSuffix("é…"))
        #expect(answer.detail.contains("red"))
        #expect(!answer.detail.unicodeScalars.contains { $0.value < 32 || $0 == "\u{2028}" || $0 == "\u{202E}" })
    }
}
