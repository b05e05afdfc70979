import AWS
import CloudFront
import Freshen
import TestSupport
import Testing

/// What CloudFront's answers mean to a run.
@Suite struct EdgeClientTests {
    private static let batch = Batch(
        id: 1, distribution: CloudFrontStandIn.distribution, callerReference: "r", items: ["/a"], upTo: 1)

    @Test(
        arguments: [
            (
                "throttle", .tryAgain, .notNow,
                "CloudFront limits the rate of requests: Rate exceeded (Throttling, HTTP 400"
            ),
            ("503", .tryAgain, .notNow, "CloudFront cannot answer: CloudFront encountered an internal error"),
            ("toomany", .tryAgain, .notNow, "CloudFront is busy with earlier invalidations: "),
            ("badgateway", .tryAgain, .notNow, "(Status502, HTTP 502)"),
            ("lost", .tryAgain, .notNow, "CloudFront cannot answer: no answer from http://127.0.0.1"),
            ("truncated", .tryAgain, .notNow, "CloudFront cannot answer: "),
            ("denied", .refused, .other, "; add the right to the policy of these credentials"),
            ("expired", .refused, .other, "; check the credentials of this job"),
        ] as [(String, ExitCode, EdgeFailure.Kind, String)])
    func `an answer is named`(fault: String, exit: ExitCode, kind: EdgeFailure.Kind, text: String) throws {
        let cloudFront = try CloudFrontStandIn()
        try cloudFront.control("{\"fault\":\"\(fault)\"}")
        let failure = try #require(throws: EdgeFailure.self) { try cloudFront.edge().send(Self.batch) }
        #expect(failure.exit == exit && failure.kind == kind)
        #expect(failure.message.contains(text), "\(failure.message)")
        #expect(!failure.message.contains("\n"))
        #expect(try cloudFront.edge().send(Self.batch) == "I0000000000001")
    }

    @Test func `a distribution that is not there is a mistake of the file`() throws {
        let cloudFront = try CloudFrontStandIn()
        let failure = try #require(throws: EdgeFailure.self) {
            try cloudFront.edge().send(
                Batch(id: 1, distribution: "E1", callerReference: "r", items: ["/a"], upTo: 1))
        }
        #expect(failure.exit == .configuration)
        #expect(failure.message.contains("there is no distribution E1 in this account: correct freshen.yaml"))
    }

    @Test func `no credentials and a wrong endpoint are named without a request`() throws {
        func failure(_ environment: [String: String]) throws -> EdgeFailure {
            let surroundings = AWSSurroundings(
                environment: environment, file: { _ in nil }, http: LoopbackSender(), clock: AWSClock { 0 })
            return try #require(throws: EdgeFailure.self) { try EdgeClient(surroundings).send(Self.batch) }
        }
        let nobody = try failure(["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(nobody.exit == .refused && nobody.message.contains("no AWS credentials"))
        let nowhere = try failure(["AWS_ENDPOINT_URL": "localhost"])
        #expect(nowhere.exit == .configuration && nowhere.message.contains("AWS_ENDPOINT_URL is not a plain URL"))
    }
}
