import AWS
import TestSupport
import Testing

@testable import HTTPClient
import Text

@Suite(.timeLimit(.minutes(10))) struct WebIdentityTests {
    private static let token = Decoy.secret("identity")
    private static let action = "AssumeRoleWithWebIdentity"

    private func job(
        _ environment: [String: String] = [:], files: [String: String] = ["/token": token],
        answer: @escaping (HTTPRequest) -> Result<HTTPResponse, HTTPError> = { _ in .success(role(action)) }
    ) -> Job {
        Job(
            [
                "AWS_ROLE_ARN": "arn:aws:iam::1:role/a", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
                "AWS_REGION": "eu-west-1",
            ].merging(environment) { $1 }, files: files, answer: answer)
    }

    @Test func `a mounted token becomes a role's credentials`() throws {
        let job = job(["AWS_ROLE_SESSION_NAME": "me"])
        #expect(try job.chain.credentials() == assumed)
        let request = try #require(job.http.requests.first)
        #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
        #expect(request.header("Authorization") == nil)
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(
            request.text == "Action=\(Self.action)&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa"
                + "&RoleSessionName=me&WebIdentityToken=\(percentEncoded(Self.token))")
    }

    @Test(arguments: [
        (["AWS_REGION": ""], "https://sts.amazonaws.com/"),
        (["AWS_REGION": "", "AWS_DEFAULT_REGION": "us-west-2"], "https://sts.us-west-2.amazonaws.com/"),
        (["AWS_REGION": "cn-north-1"], "https://sts.cn-north-1.amazonaws.com.cn/"),
        (["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], "https://sts.amazonaws.com/"),
        (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1/x"], "http://127.0.0.1:1/x/"),
    ])
    func `the region's own endpoint is asked`(environment: [String: String], expected: String) throws {
        let job = job(environment)
        _ = try job.chain.credentials()
        #expect(job.http.requests.map(\.url) == [expected])
    }

    @Test func `the token is read for each exchange, and credentials are kept until they expire`() throws {
        let job = job()
        _ = (try job.chain.credentials(), try job.chain.credentials())
        #expect(job.http.requests.count == 1)
        job.files.texts["/token"] = "newer"
        job.now += 3301
        _ = try job.chain.credentials()
        #expect(job.http.requests.count == 2)
        #expect(job.http.requests.last?.text.hasSuffix("WebIdentityToken=newer") == true)
    }

    @Test func `credentials that are still valid are used when they cannot be renewed`() throws {
        var isWell = true
        let job = job { _ in isWell ? .success(role(Self.action)) : .failure(unreachable) }
        _ = try job.chain.credentials()
        isWell = false
        job.now += 3599
        #expect(try job.chain.credentials() == assumed)
        job.now += 1
        #expect(try job.refusal().remedy == .retry)
    }

    @Test func `a request is repeated once when STS cannot reach the token issuer`() throws {
        var answers = [role(Self.action), refused(400, "IDPCommunicationError")]
        #expect(try job { _ in .success(answers.removeLast()) }.chain.credentials() == assumed)
    }

    @Test(arguments: [
        (403, "AccessDenied", AWSError.Remedy.grant), (400, "ExpiredTokenException", .signIn),
        (400, "InvalidIdentityToken", .signIn), (503, "ServiceUnavailable", .retry), (400, "Throttling", .slowDown),
    ])
    func `a refusal names the place and not the token`(status: Int, code: String, remedy: AWSError.Remedy) throws {
        let error = try job { _ in .success(refused(status, code, "no to \(Self.token)")) }.refusal()
        #expect(error.remedy == remedy)
        #expect(error.description.hasPrefix("web identity: no to [secret] (\(code), HTTP \(status))"))
    }

    @Test(arguments: [
        ("<a/>", "UnreadableAnswer"), ("{", "UnreadableAnswer"), ("", "UnreadableAnswer"),
        ("ENDED", "the credentials there have expired"),
        ("UNREADABLE", "UnreadableAnswer"),
    ])
    func `an answer without credentials is refused`(body: String, expected: String) throws {
        let answer =
            switch body {
            case "ENDED": role(Self.action, until: "2026-11-21T10:34:56Z")
            case "UNREADABLE": role(Self.action, until: "tomorrow")
            default: HTTPResponse(status: 200, body: Array(body.utf8))
            }
        #expect(try job { _ in .success(answer) }.refusal().description.contains(expected))
    }

    @Test(arguments: [
        (["AWS_ROLE_ARN": ""], ["/token": "t"], "AWS_ROLE_ARN is not; set both"),
        ([:], [:], "the file that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read"),
        ([:], ["/token": ""], "holds no token"),
        (["AWS_REGION": "eu/west"], ["/token": "t"], "AWS_REGION (or a profile's region) is not the name of a region"),
    ])
    func `a mistake in the variables is named`(
        environment: [String: String], files: [String: String], expected: String
    ) throws {
        let job = job(environment, files: files)
        #expect(try job.refusal().description.contains(expected))
        #expect(job.http.requests.isEmpty)
    }

    @Test func `no message shows the lines of a damaged file`() throws {
        let secret = Decoy.secret("file")
        let job = Job(
            ["HOME": "/h"],
            files: [
                "/h/.aws/config":
                    "[default]\nrole_arn=r\nweb_identity_token_file=/t aws_secret_access_key=\(secret)\n"
            ],
            answer: { _ in .success(role(Self.action)) })
        let message = try job.refusal().description
        #expect(message.contains("the file that web_identity_token_file of profile default names cannot be read"))
        #expect(!Decoy.isShown(in: message))
    }

    @Test func `a profile can name the token`() throws {
        let job = Job(
            ["HOME": "/h"],
            files: [
                "/h/.aws/config": "[default]\nrole_arn=r\nweb_identity_token_file=/token\nregion=eu-west-3",
                "/token": Self.token,
            ], answer: { _ in .success(role(Self.action)) })
        #expect(try job.chain.credentials() == assumed)
        #expect(job.http.requests.map(\.url) == ["https://sts.eu-west-3.amazonaws.com/"])
    }
}
