import HTTPClient
import Synchronization
import TestSupport
import Testing

/// Requests that are begun, and whose answers are taken later.
@Suite(.timeLimit(.minutes(10))) struct PendingTests {
    private func get(_ server: HTTPStandIn, _ path: String, timeout: Duration = .seconds(20)) -> HTTPRequest {
        HTTPRequest(method: "GET", url: server.url + path, timeout: timeout, usesProxy: false)
    }

    @Test func `the server answers while the caller works`() throws {
        let server = try HTTPStandIn { .answer(status: 200, body: $0.target) }
        let client = HTTPClient(userAgent: "test")
        // The connection is kept, so that the next request is written at once.
        _ = try client.send(get(server, "/first"))
        let pending = client.begin(get(server, "/second"))
        while server.requests.count < 2 {}
        #expect(try pending.take().body == Array("/second".utf8))
        #expect(server.connections == 1)
    }

    @Test func `other requests go on meanwhile`() throws {
        let server = try HTTPStandIn { .answer(status: 200, body: $0.target) }
        let client = HTTPClient(userAgent: "test")
        let all = (0..<3).map { client.begin(get(server, "/\($0)")) }
        #expect(try client.send(get(server, "/other")).body == Array("/other".utf8))
        for (number, pending) in all.enumerated().reversed() {
            #expect(try pending.take().body == Array("/\(number)".utf8))
        }
    }

    @Test func `a request that nobody keeps is given up`() throws {
        let server = try HTTPStandIn { $0.target == "/hang" ? .hang : .answer(status: 200) }
        let client = HTTPClient(userAgent: "test")
        _ = client.begin(get(server, "/hang"))
        let start = ContinuousClock.now
        #expect(try client.send(get(server, "/")).status == 200)
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test func `an error comes when the answer is taken`() throws {
        let client = HTTPClient(userAgent: "test")
        let nowhere = client.begin(
            HTTPRequest(method: "GET", url: "http://127.0.0.1:1/", timeout: .seconds(5), usesProxy: false))
        #expect(throws: HTTPError.self) { try nowhere.take() }
        client.timeLeft = { .zero }
        let late = client.begin(
            HTTPRequest(method: "GET", url: "http://127.0.0.1:1/", timeout: .seconds(5), usesProxy: false))
        let error = #expect(throws: HTTPError.self) { try late.take() }
        #expect(error?.kind == .outOfTime)
    }
}
