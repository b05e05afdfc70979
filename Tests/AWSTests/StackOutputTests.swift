import HTTPClient
import TestSupport
import Testing

@testable import AWS

/// Outputs of CloudFormation's stacks, and the region in which they are asked for.
@Suite(.timeLimit(.minutes(10))) struct StackOutputTests {
    private static let answer = """
        <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
        <StackName>platform</StackName><Outputs>
        <member><OutputKey>TemplatesBucket</OutputKey><OutputValue>platform-templates</OutputValue></member>
        <member><OutputKey>BinariesBucket</OutputKey><OutputValue>platform-binaries</OutputValue></member>
        </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
        """

    /// What an output is, or the error; `server` answers for CloudFormation and for the metadata of an instance.
    private func value(
        _ output: String, _ environment: [String: String] = ["AWS_REGION": "eu-west-1"], status: Int = 200,
        answer: String = answer, seen: (RequestSeen) -> Void = { _ in }
    ) throws -> String {
        let server = try HTTPStandIn { request in
            switch request.target {
            case "/latest/api/token": .answer(status: 200, body: "token")
            case "/latest/meta-data/placement/region": .answer(status: 200, body: "eu-south-2")
            default: .answer(status: status, body: answer)
            }
        }
        let own = [
            "AWS_ENDPOINT_URL_CLOUDFORMATION": server.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example-secret",
        ]
        let context = AWSContext(
            environment: own.merging(environment) { $1 }, file: { _ in nil }, http: HTTPClient(userAgent: "test"),
            clock: AWSClock { 1_760_000_000 })
        defer { server.requests.forEach(seen) }
        return try StackOutputs(context, CredentialChain(context)).value(output, of: "platform & more")
    }

    @Test func `an output is read from its stack`() throws {
        var bodies: [String] = []
        let value = try value("BinariesBucket") { bodies.append(String(decoding: $0.body, as: UTF8.self)) }
        #expect(value == "platform-binaries")
        #expect(bodies == ["Action=DescribeStacks&Version=2010-05-15&StackName=platform%20%26%20more"])
    }

    @Test func `an error says which outputs there are`() throws {
        let error = #expect(throws: AWSError.self) { try value("Bucket") }
        #expect(
            error?.message
                == "the stack platform & more has no output Bucket in eu-west-1: it has BinariesBucket, TemplatesBucket"
        )
    }

    @Test func `a stack that does not exist is AWS's error`() throws {
        let error = #expect(throws: AWSError.self) {
            try value(
                "Bucket", status: 400,
                answer:
                    "<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id x does not exist</Message></Error></ErrorResponse>"
            )
        }
        #expect(error?.code == "ValidationError" && error?.message == "Stack with id x does not exist")
    }

    @Test(arguments: [
        (["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-1"),
        (["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"), ([:], "eu-south-2"),
    ])
    func `the region is that of the environment, else of the instance`(
        environment: [String: String], region: String
    ) throws {
        var signed: [String] = []
        _ = try value("BinariesBucket", environment) { signed += [$0.headers["authorization"] ?? ""] }
        #expect(signed.last?.contains("/\(region)/cloudformation/aws4_request") == true, "\(signed)")
    }

    @Test(.enabled(if: StandIn.hasPython("moto.server"), "python3 has no moto; see Tests/python.sh"))
    func `moto's CloudFormation says what a stack puts out`() throws {
        let moto = try StandIn("moto_standin.py")
        let url = "http://127.0.0.1:\(moto.port)"
        let template =
            #"{"Resources":{"B":{"Type":"AWS::S3::Bucket"}},"Outputs":{"Binaries":{"Value":"platform-binaries"}}}"#
        let http = HTTPClient(userAgent: "test")
        let context = AWSContext(
            environment: [
                "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a",
                "AWS_SECRET_ACCESS_KEY": "b",
            ], file: { _ in nil }, http: http, clock: AWSClock { 1_760_000_000 })
        let service = AWSService(
            endpoint: url, region: "us-east-1", service: "cloudformation", credentials: CredentialChain(context),
            http: http,
            clock: context.clock, timeout: .seconds(20))
        _ = try service.query(
            "CreateStack", version: "2010-05-15", [("StackName", "platform"), ("TemplateBody", template)])
        #expect(
            try StackOutputs(context, CredentialChain(context)).value("Binaries", of: "platform") == "platform-binaries"
        )
        let unknown = #expect(throws: AWSError.self) {
            try StackOutputs(context, CredentialChain(context)).value("Binaries", of: "none")
        }
        #expect(unknown?.code == "ValidationError", "\(unknown.debugDescription)")
    }

    @Test func `without a region nothing is asked`() throws {
        let error = #expect(throws: AWSError.self) {
            try value("BinariesBucket", ["AWS_EC2_METADATA_DISABLED": "true"])
        }
        #expect(error?.message == "the stack platform & more is in an unknown region: set AWS_REGION")
        let wrong = #expect(throws: AWSError.self) { try value("BinariesBucket", ["AWS_REGION": "Frankfurt"]) }
        #expect(wrong?.code == "InvalidRegion")
    }
}
