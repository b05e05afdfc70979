import AWS
import TestSupport
import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct AWSServiceTests {
    @Test func `a request is sent with its query encoded, signed, within 10 s and through the proxy`() throws {
        let http = Recorder(status: 201)
        let response = try http.service().send(
            method: "POST", path: "/a", query: [("Marker", "a/b c"), ("x", "")],
            headers: [HTTPHeader("Content-Type", "text/xml")], body: [1])
        let request = try #require(http.requests.first)
        #expect(response.status == 201)
        #expect(request.url == "http://127.0.0.1:1/a?Marker=a%2Fb%20c&x=")
        #expect(request.body == [1])
        #expect(request.usesProxy)
        #expect(request.timeout == .seconds(10))
        #expect(request.headers.contains(HTTPHeader("X-Amz-Date", "20150830T123600Z")))
        #expect(
            request.headers.last?.value.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=id/20150830/us-east-1/cloudfront/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, Signature=") == true)
    }

    @Test func `a refusal keeps status code message and request id`() throws {
        let body = """
            <ErrorResponse xmlns="x"><Error><Type>Sender</Type><Code>InvalidArgument</Code><Message>Bad\nthing</Message>\
            </Error><RequestId>r-1</RequestId></ErrorResponse>
            """
        let expected = AWSError(
            .answer(status: 400), code: "InvalidArgument", message: "Bad\nthing", requestID: "r-1")
        let error = try Recorder(status: 400, body).error()
        #expect(error == expected)
        #expect(error.description == "Bad thing (InvalidArgument, HTTP 400, request r-1)")
    }

    @Test func `the bare error of S3 is read as well`() throws {
        let error = try Recorder(status: 503, "<Error><Code>SlowDown</Code><Message>m</Message></Error>").error()
        #expect(error.code == "SlowDown")
        #expect(error.remedy == .slowDown)
    }

    @Test(arguments: ["", "<html><body>Bad gateway</body></html>", "<html><p>", "{}"])
    func `an answer that is not AWS's is named by its status`(body: String) throws {
        let error = try Recorder(status: 502, body, headers: [HTTPHeader("x-amzn-requestid", "r-2")]).error()
        #expect(error.code == "Status502")
        #expect(error.requestID == "r-2")
        #expect(error.remedy == .retry)
    }

    @Test func `a message never holds the secret or the token`() throws {
        let token = Decoy.secret("token")
        let body = """
            <ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The canonical string should have been
            x-amz-security-token:\(token) and \(Recorder.key)</Message></Error></ErrorResponse>
            """
        let error = try Recorder(status: 403, body).error(token: token)
        #expect(error.remedy == .signIn)
        #expect(error.message.contains("x-amz-security-token:[secret] and [secret]"))
        #expect(!error.description.contains("\n"))
    }

    @Test func `no answer is an error that names the endpoint`() throws {
        let failure = HTTPError(kind: .unreachable, code: 7, message: "connection refused")
        let error = try Recorder(.failure(failure)).error()
        #expect(error.status == nil)
        #expect(error.remedy == .retry)
        #expect(error.description == "no answer from http://127.0.0.1:1: connection refused (unreachable)")
    }

    @Test func `a long message is cut`() throws {
        let message = String(repeating: "x ", count: 5000)
        let error = try Recorder(status: 400, "<Error><Code>C</Code><Message>\(message)</Message></Error>").error()
        #expect(error.description.count < 450)
    }
}
