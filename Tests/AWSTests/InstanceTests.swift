import AWS
import TestSupport
import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct InstanceTests {
    private static let token = Decoy.secret("imds")
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    /// A metadata service that demands its token, with one answer replaced.
    private func instance(_ target: String = "", _ behaviour: Behaviour = .close) throws -> HTTPStandIn {
        try HTTPStandIn { request in
            if request.target == target { return behaviour }
            switch (request.method, request.target) {
            case ("PUT", "/latest/api/token") where request.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600":
                return .answer(status: 200, body: Self.token)
            case ("GET", _) where request.headers["x-aws-ec2-metadata-token"] != Self.token: return .answer(status: 401)
            case ("GET", Self.roles): return .answer(status: 200, body: "site-role\n")
            case ("GET", Self.roles + "site-role"): return .answer(status: 200, body: Self.answer)
            default: return .answer(status: 404)
            }
        }
    }

    private static let answer = """
        {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "ASIA", "SecretAccessKey": "\(assumed.secretAccessKey)",
        "Token": "\(assumed.sessionToken ?? "")", "Expiration": "2026-11-21T11:34:56Z"}
        """

    private func job(_ service: HTTPStandIn, _ environment: [String: String] = [:]) -> Job {
        Job(
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT": service.url + "/"].merging(environment) { $1 },
            answer: overTheNetwork)
    }

    @Test func `an instance's role is asked for with a token`() throws {
        let service = try instance()
        #expect(try job(service).chain.credentials() == assumed)
        #expect(service.requests.map(\.method) == ["PUT", "GET", "GET"])
    }

    @Test func `the default address is AWS's, and no proxy is used`() throws {
        for (mode, expected) in [("", "http://169.254.169.254"), ("IPv6", "http://[fd00:ec2::254]")] {
            let job = Job(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": mode, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"])
            #expect(try job.refusal().description.contains("instance: no answer from \(expected)"))
            #expect(job.http.requests.map(\.url) == [expected + "/latest/api/token", expected + "/latest/api/token"])
            #expect(job.http.requests.allSatisfy { !$0.usesProxy && $0.timeout == .seconds(1) })
        }
    }

    @Test func `a metadata service that is disabled is not called`() throws {
        let service = try instance()
        #expect(
            try job(service, ["AWS_EC2_METADATA_DISABLED": "TRUE"]).refusal().description.contains(
                "instance: AWS_EC2_METADATA_DISABLED is true"))
        #expect(service.connections == 0)
    }

    @Test func `a metadata service that hangs counts as not an instance`() throws {
        let service = try instance("/latest/api/token", .hang)
        let error = try job(service).refusal()
        #expect(error.description.contains("no AWS credentials"))
        #expect(error.description.contains("instance: no answer from \(service.url)"))
        #expect(error.remedy == .signIn)
    }

    @Test(
        arguments: [
            ("/latest/api/token", .answer(status: 403), "instance: HOST answers 403", AWSError.Remedy.signIn),
            ("/latest/api/token", .answer(status: 404), "instance: HOST answers 404", .signIn),
            ("/latest/api/token", .answer(status: 400), "gives no credentials (NoCredentials, HTTP 400)", .signIn),
            ("/latest/api/token", .answer(status: 200, body: ""), "gives no credentials", .signIn),
            ("/latest/api/token", .answer(status: 200, body: "é"), "gives no credentials", .signIn),
            (roles, .answer(status: 404), "instance: the instance has no role", .signIn),
            (roles, .answer(status: 401), "gives no credentials", .signIn),
            (roles, .answer(status: 500), "gives no credentials", .retry),
            (roles, .answer(status: 200, body: ""), "gives no credentials", .signIn),
            (roles, .answer(status: 200, body: "../../x?y"), "gives no credentials", .signIn),
            (roles + "site-role", .answer(status: 200, body: "<html>"), "holds no credentials", .signIn),
            (roles + "site-role", .answer(status: 200, body: #"{"Code":"Failed"}"#), "it says Failed", .signIn),
            (roles + "site-role", .close, "no answer from", .retry),
            (
                roles + "site-role",
                .answer(
                    status: 200, body: #"{"AccessKeyId":"a","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}"#
                ),
                "have expired", .signIn
            ),
        ] as [(String, Behaviour, String, AWSError.Remedy)])
    func `an invalid answer of the metadata service is named`(
        target: String, behaviour: Behaviour, expected: String, remedy: AWSError.Remedy
    ) throws {
        let service = try instance(target, behaviour)
        let error = try job(service).refusal()
        #expect(error.description.contains(expected.replacing("HOST", with: service.url)), "\(error)")
        #expect(error.remedy == remedy, "\(error)")
    }
}
