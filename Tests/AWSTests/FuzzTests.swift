import AWS
import Synchronization
import TestSupport
import Testing

@testable import HTTPClient

/// Random answers of AWS and of the places for credentials.
@Suite struct FuzzTests {
    private static let documents = [
        """
        <?xml version="1.0" encoding="UTF-8"?><ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error>
        <Type>Sender</Type><Code>InvalidArgument</Code><Message>Your request &lt;SECRET&gt;</Message></Error>
        <RequestId>r</RequestId></ErrorResponse>
        """,
        "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>",
        "<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>",
        "<Error><Code>SignatureDoesNotMatch</Code><Message>SECRET</Message></Error>",
        "<html><body>502 Bad Gateway</body></html>", "{\"Code\":\"x\"}", "",
        String(repeating: "<a>", count: 2000), "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>",
    ]
    private static let statuses = [200, 201, 204, 301, 400, 400, 403, 403, 404, 413, 429, 500, 503, 999]
    private static let pieces = [
        "<", ">", "</Error>", "<Code>", "&#0;", "&x;", "<![CDATA[", "\"", "{", "]", "null", "\u{0}",
    ]
    private static let dates = ["", "Sat, 21 Nov 2026 10:34:56 GMT", "Sat, 21 Nov 9999 10:34:56 GMT", "x"]

    @Test(.timeLimit(.minutes(10)))
    func `any answer of AWS yields a named error without a secret`() throws {
        let fuzz = Fuzz("AWS answers", percent: 20, short: 4000)
        let secret = Decoy.secret("key")
        let credentials = Credentials(accessKeyID: "id", secretAccessKey: secret, sessionToken: Decoy.secret("session"))
        try fuzz.run { number, random in
            let response = Self.response(&random, secret)
            let service = AWSService(
                endpoint: "http://127.0.0.1:1", region: "us-east-1", service: "cloudfront", credentials: credentials,
                http: Sender { _ in .success(response) }, clock: AWSClock { 1_795_257_296 })
            do throws(AWSError) {
                return "status \(try service.send(method: "POST", path: "/").status)"
            } catch {
                let text = error.description
                #expect(!Decoy.isShown(in: text), "seed \(fuzz.seed), case \(number)")
                #expect(
                    !text.unicodeScalars.contains { $0.properties.generalCategory == .control },
                    "seed \(fuzz.seed), case \(number): \(text)")
                return "\(error.remedy)"
            }
        }
        #expect(fuzz.outcomes.count > 6, "the answers are too much alike to test anything")
        #expect(fuzz.slowest < .seconds(60))
    }

    @Test(.timeLimit(.minutes(10)))
    func `any answer of a place for credentials yields credentials or an error without a secret`() throws {
        let fuzz = Fuzz("credentials", percent: 10, short: 2000)
        let answers = [
            String(decoding: role("AssumeRoleWithWebIdentity").body, as: UTF8.self), "[]", "null",
            #"{"AccessKeyId":"a","SecretAccessKey":"\#(Decoy.secret("agent"))","Token":"t","Expiration":"2027-01-01T00:00:00Z"}"#,
            String(repeating: "[", count: 5000), "site-role", Self.documents[0],
        ]
        let places: [[String: String]] = [
            ["AWS_ROLE_ARN": "r", "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_REGION": "eu-west-1"],
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"], [:],
        ]
        try fuzz.run { number, random in
            var responses = (0..<8).map { _ in
                Self.response(
                    &random, answers.randomElement(using: &random) ?? "", statuses: [200, 200, 200, 404, 500],
                    isWhole: Bool.random(using: &random))
            }
            let job = Job(places.randomElement(using: &random) ?? [:], files: ["/t": "token"]) { _ in
                responses.popLast().map { .success($0) } ?? .failure(unreachable)
            }
            do throws(AWSError) {
                return try job.chain.credentials().expiration == nil ? "credentials" : "credentials that end"
            } catch {
                #expect(!Decoy.isShown(in: error.description), "seed \(fuzz.seed), case \(number)")
                return "\(error.remedy)"
            }
        }
        #expect(fuzz.outcomes.count > 2, "the answers are too much alike to test anything")
        #expect(fuzz.slowest < .seconds(60))
    }

    @Test(.timeLimit(.minutes(10)))
    func `any contents of AWS's files yield credentials or a named error`() throws {
        let fuzz = Fuzz("AWS files", percent: 10, short: 2000)
        let lines = [
            "[default]", "[profile a]", "[a]", "[profile", "]", "aws_access_key_id = a", "=", "role_arn=r", " x=y", "#",
            "aws_secret_access_key=\(Decoy.secret("file"))", "source_profile=a", "source_profile=default",
            "credential_source=Environment", "web_identity_token_file=/t", "aws_session_token = é", "\u{0}", "é=é",
        ]
        try fuzz.run { number, random in
            func file() -> String {
                let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    lines.randomElement(using: &random) ?? ""
                }
                .joined(separator: Bool.random(using: &random) ? "\n" : "\r\n")
                return String(decoding: damaged(Array(text.utf8), pieces: lines, with: &random), as: UTF8.self)
            }
            let job = Job(
                [
                    "HOME": "/h", "AWS_EC2_METADATA_DISABLED": "true",
                    "AWS_PROFILE": Bool.random(using: &random) ? "a" : "",
                ],
                files: ["/h/.aws/credentials": file(), "/h/.aws/config": file(), "/t": "t"])
            do throws(AWSError) {
                _ = try job.chain.credentials()
                return "credentials"
            } catch {
                #expect(!Decoy.isShown(in: error.description), "seed \(fuzz.seed), case \(number)")
                return "\(error.remedy)"
            }
        }
        #expect(fuzz.outcomes.count > 1, "the files are too much alike to test anything")
    }

    /// An answer whose body is cut or changed in places.
    private static func response(_ random: inout SplitMix64, _ secret: String) -> HTTPResponse {
        // A truncated secret would not be recognised, so only whole answers hold one.
        let isWhole = Int.random(in: 0...2, using: &random) == 0
        let body = String(
            (documents.randomElement(using: &random) ?? "").replacing("SECRET", with: isWhole ? secret : ""))
        return response(&random, body, statuses: statuses, isWhole: isWhole)
    }

    private static func response(_ random: inout SplitMix64, _ body: String, statuses: [Int], isWhole: Bool)
        -> HTTPResponse
    {
        HTTPResponse(
            status: statuses.randomElement(using: &random) ?? 200,
            headers: [HTTPHeader("Date", dates.randomElement(using: &random) ?? "")],
            body: isWhole ? Array(body.utf8) : damaged(Array(body.utf8), pieces: pieces, with: &random))
    }
}
