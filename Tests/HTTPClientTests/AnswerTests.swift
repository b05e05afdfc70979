import Glibc
import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AnswerTests {
    private func answer(_ bytes: String, then ending: Behaviour.Ending = .keep) throws -> HTTPResponse {
        let server = try HTTPStandIn { _ in .raw(bytes, then: ending) }
        return try client().send(request(server.url))
    }

    private func failureAfter(
        _ behaviour: Behaviour, timeout: Duration = .seconds(20)
    ) throws -> HTTPError {
        let server = try HTTPStandIn { _ in behaviour }
        return try failure(server.url, timeout: timeout)
    }

    @Test(arguments: [200, 400, 404, 500, 503])
    func `an answer of any status is an answer`(status: Int) throws {
        let server = try HTTPStandIn { _ in .answer(status: status, headers: ["X-One": "1"], body: "text") }
        let response = try client().send(request(server.url))
        #expect(response.status == status)
        #expect(response.header("x-ONE") == "1")
        #expect(text(response) == "text")
    }

    @Test func `an answer of status 204 has no body`() throws {
        let response = try answer("HTTP/1.1 204 No Content\r\nX-A:  b \r\n\r\n")
        #expect(response.status == 204)
        #expect(response.headers == [HTTPHeader("X-A", "b")])
        #expect(response.body.isEmpty)
    }

    @Test func `a chunked body is joined`() throws {
        let chunks = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        let response = try answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        #expect(text(response) == "abcde")
    }

    @Test func `a body without a length ends with the connection`() throws {
        #expect(try text(answer("HTTP/1.1 200 OK\r\n\r\nabc", then: .close)) == "abc")
    }

    @Test func `a redirect is not followed`() throws {
        let other = try HTTPStandIn(ok())
        let response = try answer("HTTP/1.1 302 Found\r\nLocation: \(other.url)\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 302)
        #expect(response.header("Location") == other.url)
        #expect(other.connections == 0)
    }

    @Test func `an interim answer is skipped`() throws {
        let response = try answer("HTTP/1.1 103 Early\r\nX-A: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(response.status == 200)
        #expect(response.header("x-a") == nil)
        #expect(text(response) == "ok")
    }

    @Test func `bytes after the announced length are not part of the answer`() throws {
        #expect(try text(answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay")) == "ok")
    }

    @Test func `a body of 1 MiB is accepted, and one of a byte more is refused`() throws {
        let largest = String(repeating: "x", count: 1 << 20)
        let server = try HTTPStandIn(ok(largest))
        #expect(try client().send(request(server.url)).body.count == 1 << 20)
        #expect(try failureAfter(.answer(status: 200, body: largest + "x")).kind == .tooLarge)
        let another = try HTTPStandIn(ok(largest + "x"))
        var larger = request(another.url)
        larger.largestBody = largest.utf8.count + 1
        #expect(try client().send(larger).body.count == larger.largestBody)
    }

    @Test func `a head without an end is refused`() throws {
        let fields = (0..<400).map { "X-\($0): \(String(repeating: "y", count: 1000))\r\n" }.joined()
        let error = try failureAfter(.raw("HTTP/1.1 200 OK\r\n" + fields, then: .hang))
        #expect(error.kind == .tooLarge)
    }

    @Test func `a refused connection is unreachable`() throws {
        let url = try HTTPStandIn(ok()).url
        let error = try failure(url)
        #expect(error.kind == .unreachable)
        #expect(error.code == 7)
        #expect(!error.message.contains("\n") && !error.message.isEmpty)
    }

    @Test func `an unknown name is unreachable`() throws {
        #expect(try failure("http://name.invalid/").kind == .unreachable)
    }

    @Test func `a server that does not accept the connection is unreachable`() throws {
        let full = try FullServer()
        let time = try ContinuousClock().measure {
            let error = try failure("http://127.0.0.1:\(full.port)/", timeout: .milliseconds(300))
            #expect(error.kind == .unreachable)
        }
        #expect(time >= .milliseconds(280) && time < .seconds(5))
    }

    @Test(arguments: [Behaviour.hang, .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", then: .hang)])
    func `a request to a server that hangs ends at its time-out`(behaviour: Behaviour) throws {
        let time = try ContinuousClock().measure {
            let error = try failureAfter(behaviour, timeout: .milliseconds(300))
            #expect(error.kind == .timedOut)
        }
        #expect(time >= .milliseconds(280) && time < .seconds(5))
    }

    @Test(arguments: [
        Behaviour.reset, .close, .raw("SSH-2.0-OpenSSH_9.2\r\n", then: .close),
        .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", then: .close),
        .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", then: .reset),
        .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", then: .close),
        .raw("HTTP/1.1 200 OK\r\nContent-Le", then: .close),
    ])
    func `an answer that is cut short or not HTTP is broken`(behaviour: Behaviour) throws {
        #expect(try failureAfter(behaviour).kind == .broken)
    }

    @Test func `a server without TLS is not a broken answer`() throws {
        let server = try HTTPStandIn { _ in .raw("HTTP/1.1 400 Bad Request\r\n\r\n", then: .close) }
        #expect(try failure("https://127.0.0.1:\(server.port)/", timeout: .seconds(2)).kind != .broken)
    }

    @Test func `an answer that comes slowly is still an answer`() throws {
        let server = try HTTPStandIn { _ in .slow(status: 200, body: "late", pause: .milliseconds(200)) }
        #expect(try text(client().send(request(server.url))) == "late")
    }
}
