@testable import HTTPClient

/// Gives every request the same answer and keeps the requests.
final class CannedSender: HTTPSending {
    private(set) var requests: [HTTPRequest] = []
    private let answer: HTTPResponse

    init(status: Int, body: String) {
        answer = HTTPResponse(status: status, headers: [], body: Array(body.utf8))
    }

    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        requests.append(request)
        return answer
    }
}
