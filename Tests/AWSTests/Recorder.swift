import AWS
import TestSupport
import Testing

@testable import HTTPClient

/// Records each request, and gives the same answer to all.
final class Recorder: HTTPSending {
    static let key = Decoy.secret("key")
    var requests: [HTTPRequest] = []
    let answer: Result<HTTPResponse, HTTPError>

    init(_ answer: Result<HTTPResponse, HTTPError>) {
        self.answer = answer
    }

    convenience init(status: Int, _ body: String = "", headers: [HTTPHeader] = []) {
        self.init(.success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))))
    }

    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        requests.append(request)
        return try answer.get()
    }

    func service(token: String? = nil) -> AWSService {
        AWSService(
            endpoint: "http://127.0.0.1:1", region: "us-east-1", service: "cloudfront",
            credentials: Credentials(accessKeyID: "id", secretAccessKey: Self.key, sessionToken: token), http: self,
            clock: AWSClock { 1_440_938_160 })
    }

    func error(token: String? = nil) throws -> AWSError {
        let error = try #require(throws: AWSError.self) {
            try service(token: token).send(method: "GET", path: "/")
        }
        #expect(!Decoy.isShown(in: "\(error) \(error.message)"))
        return error
    }
}
