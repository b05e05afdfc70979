import Freshen
import Synchronization
import TestSupport
import Testing

/// A token in a file, which may be replaced while the program runs.
@Suite(.timeLimit(.minutes(10))) struct TokenTests {
    private static let first = Decoy.secret("pods")
    private static let newToken = Decoy.secret("pods2")

    /// A pod that takes one token alone.
    private static func pod(
        accepting token: String, answer: @escaping @Sendable (RequestSeen) -> Behaviour = { _ in done }
    ) throws -> HTTPStandIn {
        try HTTPStandIn { request in
            request.headers["authorization"] == "Bearer " + token ? answer(request) : .answer(status: 401)
        }
    }

    /// A token whose file holds each of these texts in turn, the last one for good.
    private static func changing(_ first: String, then texts: String?...) -> Secret {
        let reads = Counter()
        return Secret(first) { texts[min(reads.next(), texts.count - 1)] }
    }

    @Test func `each pass reads the token again, once for all pods`() throws {
        let pods = try [Self.pod(accepting: Self.newToken), Self.pod(accepting: Self.newToken)]
        let reads = Counter()
        let token = Secret(Self.first) {
            _ = reads.next()
            return Self.newToken
        }
        #expect(notify(pods.map { podRequest($0.url, settle: .seconds(1), token: token) }) { _ in } == [.done, .done])
        #expect(pods.map(\.requests.count) == [2, 2])
        #expect(reads.next() == 2)
    }

    @Test func `a refused token is read again, and the same request sent with a new one, once`() throws {
        let pod = try Self.pod(accepting: Self.newToken)
        #expect(
            notify([podRequest(pod.url, paths(501), token: Self.changing(Self.first, then: Self.first, Self.newToken))])
                == [.done])
        #expect(pod.requests.map(\.entries) == [500, 500, 1])
        let strict = try HTTPStandIn { _ in .answer(status: 403) }
        let replaced = Self.changing(Self.first, then: "a", "b", "c", "d")
        #expect(notify([podRequest(strict.url, token: replaced)])[0].failure == .refused)
        #expect(strict.requests.map { $0.headers["authorization"] } == ["Bearer a", "Bearer b"])
    }

    @Test func `the request for everything is repeated with the new token, too`() throws {
        let requests = Counter()
        let pod = try HTTPStandIn { _ in
            switch requests.next() {
            case 0: .answer(status: 200, body: #"{"results":[{"path":"/a","ok":false}]}"#)
            case 1: .answer(status: 401)
            default: done
            }
        }
        let request = podRequest(
            pod.url, token: Self.changing(Self.first, then: Self.first, Self.newToken),
            everything: [.pattern("/", .layout)])
        #expect(notify([request]) == [.done])
        #expect(pod.requests.map(\.text).dropFirst().allSatisfy { $0.contains("layout") } && pod.requests.count == 3)
    }

    @Test func `a token whose file is missing for a moment stays as it was read last`() throws {
        let pod = try Self.pod(accepting: Self.newToken)
        let token = Self.changing(Self.first, then: Self.newToken, nil)
        #expect(notify([podRequest(pod.url, settle: .seconds(1), token: token)]) { _ in } == [.done])
        #expect(
            pod.requests.map { $0.headers["authorization"] } == Array(repeating: "Bearer " + Self.newToken, count: 2))
    }

    @Test func `a token that cannot be read again, or is the same, is not sent twice`() throws {
        let pod = try HTTPStandIn { _ in .answer(status: 401) }
        for token in [Self.changing(Self.first, then: nil), Self.changing(token, then: Self.first), Secret(Self.first)]
        {
            #expect(notify([podRequest(pod.url, token: token)])[0].failure == .refused)
        }
        #expect(pod.requests.count == 3)
    }
}
