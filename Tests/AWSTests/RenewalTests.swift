import AWS
import TestSupport
import Testing

@testable import HTTPClient

/// Requests that AWS refuses for their time or credentials, and the renewal of credentials.
@Suite(.timeLimit(.minutes(10))) struct RenewalTests {
    /// Credentials that change at each renewal.
    private final class Rotation: CredentialProviding {
        private var turn = 1

        func credentials() -> Credentials {
            Credentials(accessKeyID: "id\(turn)", secretAccessKey: Decoy.secret("key"), sessionToken: nil)
        }

        func refreshed() -> Credentials? {
            turn += 1
            return credentials()
        }
    }

    private func send(
        _ answers: [HTTPResponse], credentials: any CredentialProviding = Rotation()
    ) -> (result: Result<HTTPResponse, AWSError>, requests: [HTTPRequest]) {
        var rest = answers[...]
        let http = Sender { _ in rest.popFirst().map { .success($0) } ?? .failure(unreachable) }
        let service = AWSService(
            endpoint: "http://127.0.0.1:1", region: "us-east-1", service: "cloudfront", credentials: credentials,
            http: http, clock: AWSClock { 1_440_938_160 })
        let result = Result { () throws(AWSError) in try service.send(method: "GET", path: "/") }
        return (result, http.requests)
    }

    private func refused(_ code: String, date: String = "Sun, 30 Aug 2015 12:36:00 GMT") -> HTTPResponse {
        var response = AWSTests.refused(403, code)
        response.headers = [HTTPHeader("Date", date)]
        return response
    }

    @Test(arguments: ["RequestTimeTooSkewed", "SignatureDoesNotMatch", "RequestExpired"])
    func `a request that is refused for its time is signed again with AWS's time`(code: String) throws {
        let (result, requests) = send([refused(code, date: "Sun, 30 Aug 2015 14:00:01 GMT"), HTTPResponse(status: 200)])
        #expect(try result.get().status == 200)
        #expect(requests.map { $0.header("X-Amz-Date") } == ["20150830T123600Z", "20150830T140001Z"])
    }

    @Test(arguments: ["", "Sun, 30 Aug 2015 12:39:00 GMT", "yesterday", "Sun, 99 Aug 2015 99:00:01 GMT"])
    func `a wrong signature at the right time is not sent again`(date: String) throws {
        let (result, requests) = send([refused("SignatureDoesNotMatch", date: date)])
        let error = try #require(throws: AWSError.self) { try result.get() }
        #expect(error.code == "SignatureDoesNotMatch")
        #expect(requests.count == 1)
    }

    @Test func `a clock is corrected once`() throws {
        let late = refused("RequestTimeTooSkewed", date: "Sun, 30 Aug 2015 14:00:01 GMT")
        let (result, requests) = send([late, late, HTTPResponse(status: 200)])
        let error = try #require(throws: AWSError.self) { try result.get() }
        #expect(error.description.hasSuffix("; set this machine's clock"))
        #expect(requests.count == 2)
    }

    @Test(arguments: ["ExpiredToken", "InvalidClientTokenId"])
    func `expired credentials are renewed once`(code: String) throws {
        let (result, requests) = send([refused(code), HTTPResponse(status: 201)])
        #expect(try result.get().status == 201)
        #expect(requests.map { $0.header("Authorization")?.contains("Credential=id1/") } == [true, false])
        let (again, twice) = send([refused(code), refused(code), HTTPResponse(status: 201)])
        #expect(throws: AWSError.self) { try again.get() }
        #expect(twice.count == 2)
    }

    @Test func `a request is not repeated with the same credentials`() {
        let only = Credentials(accessKeyID: "id", secretAccessKey: Decoy.secret("key"), sessionToken: nil)
        let (result, requests) = send([refused("ExpiredToken"), HTTPResponse(status: 201)], credentials: only)
        #expect(throws: AWSError.self) { try result.get() }
        #expect(requests.count == 1)
    }

    @Test func `renewing yields nil where the search finds the same credentials`() throws {
        var ids = ["a", "a", "b"][...]
        let job = Job(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"]) { _ in
            let body = #"{"AccessKeyId":"\#(ids.popFirst() ?? "")","SecretAccessKey":"\#(Decoy.secret("key"))"}"#
            return .success(HTTPResponse(status: 200, body: Array(body.utf8)))
        }
        #expect(try job.chain.credentials().accessKeyID == "a")
        #expect(try job.chain.refreshed() == nil)
        #expect(try job.chain.refreshed()?.accessKeyID == "b")
        #expect(try job.chain.credentials().accessKeyID == "b")
    }

    @Test func `a search that fails shortly before credentials end is repeated once a minute`() throws {
        var answer: [(id: String, end: String)] = [("a", "2026-11-21T10:44:56Z")]
        let job = Job(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"]) { _ in
            guard let (id, end) = answer.first else { return .success(HTTPResponse(status: 404)) }
            let key = Decoy.secret("key")
            let body = #"{"AccessKeyId":"\#(id)","SecretAccessKey":"\#(key)","Expiration":"\#(end)"}"#
            return .success(HTTPResponse(status: 200, body: Array(body.utf8)))
        }
        func ask(_ times: Int) throws -> (ids: Set<String>, searches: Int) {
            let before = job.http.requests.count
            let ids = try (0..<times).map { _ in try job.chain.credentials().accessKeyID }
            return (Set(ids), job.http.requests.count - before)
        }
        #expect(try ask(3) == (["a"], 1))
        answer = []
        job.now += 300
        #expect(try ask(3) == (["a"], 0))
        job.now += 1
        #expect(try ask(3) == (["a"], 1))
        job.now += 59
        #expect(try ask(3) == (["a"], 0))
        job.now += 1
        #expect(try ask(3) == (["a"], 1))
        answer = [("b", "2026-11-21T10:42:00Z")]
        #expect(try ask(3) == (["a"], 0))
        job.now += 60
        #expect(try ask(3) == (["b"], 1), "newer ones that end soon as well")
        answer = []
        job.now += 600
        #expect(throws: AWSError.self) { try ask(1) }
    }
}
