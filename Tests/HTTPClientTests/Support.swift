import Glibc
import HTTPClient
import Synchronization
import TestSupport
import Testing

func request(_ url: String, timeout: Duration = .seconds(20)) -> HTTPRequest {
    request("GET", url, timeout: timeout)
}

func request(_ method: String, _ url: String, body: String = "", timeout: Duration = .seconds(20)) -> HTTPRequest {
    HTTPRequest(method: method, url: url, body: Array(body.utf8), timeout: timeout, usesProxy: false)
}

func text(_ response: HTTPResponse) -> String {
    String(decoding: response.body, as: UTF8.self)
}

/// A client without an interrupt.
func client() -> HTTPClient {
    HTTPClient(userAgent: "tests/1")
}

/// Sends a request that must fail, and returns the error.
func failure(_ url: String, timeout: Duration = .seconds(20)) throws -> HTTPError {
    try #require(throws: HTTPError.self) { _ = try client().send(request(url, timeout: timeout)) }
}

extension HTTPRequest {
    func with(_ headers: HTTPHeader...) -> HTTPRequest {
        var request = self
        request.headers = headers
        return request
    }
}

/// Sends the same request a number of times and keeps every result.
final class Repeated: HTTPConversation {
    private let request: HTTPRequest
    private var left: Int
    private let afterEach: () -> Void
    private(set) var results: [HTTPResult] = []

    init(_ request: HTTPRequest, times: Int, afterEach: @escaping () -> Void = {}) {
        self.request = request
        self.afterEach = afterEach
        left = times
    }

    var statuses: [Int?] {
        results.map { result in try? result.get().status }
    }

    func next(after result: HTTPResult?) -> HTTPRequest? {
        if let result {
            results.append(result)
            afterEach()
        }
        left -= 1
        return left >= 0 ? request : nil
    }
}

func ok(_ body: String = "ok") -> @Sendable (RequestSeen) -> Behaviour {
    { _ in .answer(status: 200, body: body) }
}
