import HTTPClient
import TestSupport
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(10))) struct SignerTests {
    static let hasVectors: Comment = "FRESHEN_SIGV4_VECTORS names no folder with the AWS Common Runtime's signing suite"

    @Test(.enabled(if: SigningVector.folder != nil, hasVectors))
    func `the signing suite has 38 cases`() {
        #expect(SigningVector.all().count == 38)
    }

    @Test(.enabled(if: SigningVector.folder != nil, hasVectors), arguments: SigningVector.all())
    func `each stage is what the signing suite says`(vector: SigningVector) throws {
        let signer = try vector.signer()
        let signed = signer.sign(try vector.request(), unixTime: 1_440_938_160)
        let authorization = try #require(signed.headers.last)
        let unauthorized = HTTPRequest(
            method: signed.method, url: signed.url, headers: signed.headers.dropLast(), body: signed.body,
            timeout: signed.timeout, usesProxy: signed.usesProxy)

        let canonicalRequest = signer.canonicalRequest(unauthorized)
        #expect(try canonicalRequest == vector.text("header-canonical-request.txt"))
        let stringToSign = signer.stringToSign(canonicalRequest, SigningTime(1_440_938_160))
        #expect(try stringToSign == vector.text("header-string-to-sign.txt"))
        let signature = try vector.text("header-signature.txt")
        #expect(signer.signature(stringToSign, signer.signingKey(SigningTime(1_440_938_160))) == signature)
        #expect(try vector.text("header-signed-request.txt").contains("Authorization:\(authorization.value)"))
    }

    @Test(arguments: BotocoreCase.all)
    func `a request is signed as botocore signs it`(expected: BotocoreCase) throws {
        let signed = expected.signed()
        let authorization = try #require(signed.headers.last)
        #expect(authorization.name == "Authorization")
        #expect(authorization.value.hasSuffix("SignedHeaders=\(expected.signature)"))
    }

    @Test func `the host is sent as it is signed, with a port that is not the scheme's default`() {
        func host(_ url: String) -> String? {
            let request = HTTPRequest(
                method: "GET", url: url, headers: [], body: [], timeout: .seconds(1), usesProxy: false)
            return BotocoreCase.signer(nil).sign(request, unixTime: 0).headers.first { $0.name == "Host" }?.value
        }
        #expect(host("http://127.0.0.1:5000/a") == "127.0.0.1:5000")
        #expect(host("https://a.example:443?b") == "a.example")
        #expect(host("http://[::1]:80") == "[::1]")
        #expect(host("http://a.example:443/") == "a.example:443")
    }

    @Test func `a session token is sent and signed`() {
        let token = Decoy.secret("token")
        let request = HTTPRequest(
            method: "GET", url: "https://a.example", headers: [], body: [], timeout: .seconds(1), usesProxy: false)
        let headers = BotocoreCase.signer(token).sign(request, unixTime: 0).headers
        #expect(headers.contains(HTTPHeader("X-Amz-Security-Token", token)))
        #expect(headers.last?.value.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,") == true)
    }

    @Test(
        arguments: [
            (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"), (4_107_542_400, "21000301T000000Z"), (1_440_938_160, "20150830T123600Z"),
            (1_735_689_599, "20241231T235959Z"),
        ] as [(Int64, String)])
    func `a signing time is written in UTC`(unixTime: Int64, expected: String) {
        #expect(SigningTime(unixTime).dateTime == expected)
        #expect(SigningTime(unixTime).date == String(expected.prefix(8)))
    }
}
