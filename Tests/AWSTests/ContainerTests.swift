import AWS
import TestSupport
import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct ContainerTests {
    private static let token = Decoy.secret("agent")
    private static let answer = """
        {"AccessKeyId": "ASIA", "SecretAccessKey": "\(assumed.secretAccessKey)", "Token": "\(assumed.sessionToken ?? "")",
        "AccountId": "1", "Expiration": "2026-11-21T11:34:56Z"}
        """

    private func job(_ url: String, _ environment: [String: String] = [:], files: [String: String] = [:]) -> Job {
        Job(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url].merging(environment) { $1 }, files: files,
            answer: overTheNetwork)
    }

    @Test func `an agent on this machine gives credentials for the token`() throws {
        let agent = try HTTPStandIn { _ in .answer(status: 200, body: Self.answer) }
        let job = job(
            agent.url + "/v1/credentials?a=b",
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "no"],
            files: ["/t": Self.token])
        #expect(try job.chain.credentials() == assumed)
        let request = try #require(agent.requests.first)
        #expect(request.target == "/v1/credentials?a=b")
        #expect(request.headers["authorization"] == Self.token)
        #expect(request.headers["accept"] == "application/json")
    }

    @Test func `the token is read again when credentials are renewed before they expire`() throws {
        let agent = try HTTPStandIn { _ in .answer(status: 200, body: Self.answer) }
        let job = job(agent.url, ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"], files: ["/t": "one"])
        _ = (try job.chain.credentials(), try job.chain.credentials())
        job.files.texts["/t"] = "two"
        job.now += 3301
        _ = try job.chain.credentials()
        #expect(agent.requests.map { $0.headers["authorization"] } == ["one", "two"])
    }

    @Test func `ECS names a path alone, which wins`() throws {
        let job = Job([
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer t",
        ]) { _ in .success(HTTPResponse(status: 200, body: Array(Self.answer.utf8))) }
        #expect(try job.chain.credentials() == assumed)
        #expect(job.http.requests.map(\.url) == ["http://169.254.170.2/v2/x"])
        #expect(job.http.requests.first?.header("Authorization") == "Bearer t")
        #expect(job.http.requests.first?.usesProxy == false)
    }

    @Test(arguments: [
        ("http://169.254.170.23/v1", true), ("http://[fd00:ec2::23]/v1", true), ("http://localhost:80/", true),
        ("http://127.9.0.1:8080", true), ("http://[::1]:1/", true), ("https://agent.example/", true),
        ("http://agent.example/", false), ("http://169.254.170.2@agent.example/", false), ("ftp://localhost/", false),
        ("http://127.0.0.1.agent.example/", false), ("http://169.254.169.254/", false), ("https://", false),
        ("http://localhost\\@agent.example/", false), ("http://127.1/", false),
    ])
    func `a token is sent only to this machine, to AWS's own agents or over TLS`(url: String, isAllowed: Bool) throws {
        let job = Job([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": Self.token,
        ]) { _ in .success(HTTPResponse(status: 200, body: Array(Self.answer.utf8))) }
        if isAllowed {
            #expect(try job.chain.credentials() == assumed)
        } else {
            #expect(try job.refusal().description.contains("must be https://, or http:// to this machine"))
            #expect(job.http.requests.isEmpty)
        }
    }

    @Test(
        arguments: [
            (.answer(status: 404), "gives no credentials", AWSError.Remedy.signIn),
            (.answer(status: 400, body: #"{"code":"x"}"#), "gives no credentials", .signIn),
            (.answer(status: 503), "gives no credentials", .retry),
            (.answer(status: 200, body: "<html>"), "holds no credentials", .signIn),
            (.answer(status: 200, body: ""), "holds no credentials", .signIn),
            (.answer(status: 200, body: #"{"AccessKeyId":1}"#), "holds no credentials", .signIn),
            (.answer(status: 200, body: #"{"Code":"NoRole"}"#), "holds no credentials: it says NoRole", .signIn),
            (
                .answer(status: 200, body: #"{"AccessKeyId":"a b","SecretAccessKey":"s"}"#), "AccessKeyId is empty or",
                .signIn
            ),
            (
                .answer(status: 200, body: #"{"AccessKeyId":"a","SecretAccessKey":"s","Expiration":"x"}"#),
                "the Expiration in the answer of", .signIn
            ),
            (
                .answer(
                    status: 200, body: #"{"AccessKeyId":"a","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}"#
                ),
                "have expired", .signIn
            ),
            (.close, "no answer from", .retry), (.reset, "no answer from", .retry),
            (.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", then: .close), "no answer from", .retry),
            (.answer(status: 302, headers: ["Location": "http://agent.example/"]), "gives no credentials", .signIn),
        ] as [(Behaviour, String, AWSError.Remedy)])
    func `an invalid answer is named`(behaviour: Behaviour, expected: String, remedy: AWSError.Remedy) throws {
        let agent = try HTTPStandIn { _ in behaviour }
        let error = try job(agent.url, ["AWS_CONTAINER_AUTHORIZATION_TOKEN": Self.token]).refusal()
        #expect(error.description.hasPrefix("container: "))
        #expect(error.description.contains(expected), "\(error)")
        #expect(error.remedy == remedy, "\(error)")
    }

    @Test func `a request to an agent that fails once is repeated`() throws {
        var answers = [HTTPResponse(status: 200, body: Array(Self.answer.utf8)), HTTPResponse(status: 500)]
        let job = Job(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"]) { _ in
            answers.popLast().map { .success($0) } ?? .failure(unreachable)
        }
        #expect(try job.chain.credentials() == assumed)
        #expect(job.http.requests.map(\.usesProxy) == [false, false])
    }

    @Test func `an agent that hangs is given up after three times two seconds`() throws {
        let job = Job(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"]) { _ in
            .failure(HTTPError(kind: .timedOut, message: "no answer"))
        }
        #expect(try job.refusal().remedy == .retry)
        #expect(job.http.requests.map(\.timeout) == [.seconds(2), .seconds(2), .seconds(2)])
    }

    @Test func `an agent that really hangs once delays the search by two seconds only`() throws {
        let agent = try HTTPStandIn { $0.connection < 1 ? .hang : .answer(status: 200, body: Self.answer) }
        #expect(try job(agent.url).chain.credentials() == assumed)
    }
}
