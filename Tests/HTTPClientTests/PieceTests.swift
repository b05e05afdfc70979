import HTTPClient
import Synchronization
import TestSupport
import Testing

/// Answers whose body is taken in pieces.
@Suite(.timeLimit(.minutes(10))) struct PieceTests {
    private let taken = Taken()

    @Test func `the body goes to its taker, and the answer holds none`() throws {
        let body = String(repeating: "abcdefgh", count: 50_000)
        let server = try HTTPStandIn { _ in .answer(status: 200, body: body) }
        var request = request(server.url)
        request.largestBody = body.utf8.count
        request.takeBody = taken.take
        let response = try client().send(request)
        #expect(response.status == 200 && response.body.isEmpty)
        #expect(taken.bytes == Array(body.utf8) && taken.pieces > 1)
    }

    @Test func `it may be as large as the request allows, and no larger`() throws {
        let server = try HTTPStandIn { _ in .answer(status: 200, body: "123456789") }
        var request = request(server.url)
        request.takeBody = taken.take
        request.largestBody = 9
        #expect(try client().send(request).status == 200 && taken.bytes.count == 9)
        request.largestBody = 8
        let error = try #require(throws: HTTPError.self) { _ = try client().send(request) }
        #expect(error.kind == .tooLarge && taken.bytes.count == 9)
    }

    @Test func `a taker that wants no more ends the transfer, which would not end by itself`() throws {
        let server = try HTTPStandIn { _ in .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123", then: .hang) }
        var request = request(server.url)
        request.takeBody = { _ in false }
        let error = try #require(throws: HTTPError.self) { _ = try client().send(request) }
        #expect(error.kind == .interrupted && error.message == "interrupted within the answer")
    }
}

private final class Taken: Sendable {
    private let all = Mutex<[[UInt8]]>([])

    var bytes: [UInt8] { all.withLock { $0.flatMap { $0 } } }
    var pieces: Int { all.withLock { $0.count } }

    func take(_ piece: [UInt8]) -> Bool {
        all.withLock { $0.append(piece) }
        return true
    }
}
