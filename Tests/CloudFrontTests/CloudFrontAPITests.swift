import AWS
import Freshen
import Glibc
import TestSupport
import Testing

@testable import CloudFront
@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct CloudFrontAPITests {
    @Test func `an invalidation is accepted with its items`() throws {
        let cloudFront = try CloudFrontStandIn(["--tags", CloudFrontStandIn.distribution])
        let invalidation = try cloudFront.create(["#t", "/a", "/b*", "/c?x=1&y='2'"], "ref<&>1")
        #expect(invalidation.id == "I0000000000001")
        #expect(invalidation.status == "InProgress")
        #expect(invalidation.items.sorted() == ["#t", "/a", "/b*", "/c?x=1&y='2'"])
        #expect(try cloudFront.seen().contains(#""callerReference":"ref<&>1""#))
        #expect(try cloudFront.seen().contains(##""items":["#t","/a","/b*","/c?x=1&y='2'"]"##))
    }

    @Test func `an invalidation completes`() throws {
        let cloudFront = try CloudFrontStandIn(["--polls", "1"])
        let id = try cloudFront.create(["/a"], "r").id
        #expect(try !cloudFront.invalidation(id).isCompleted)
        #expect(try cloudFront.invalidation(id).isCompleted)
    }

    @Test func `the same reference and items are the same invalidation`() throws {
        let cloudFront = try CloudFrontStandIn()
        let first = try cloudFront.create(["/a", "/b"], "r")
        #expect(try cloudFront.create(["/a", "/b"], "r").id == first.id)
        let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a", "/c"], "r") }
        #expect(error.isReferenceTaken)
        #expect(!error.isInvalidItem)
    }

    @Test func `after a lost answer the repeated request yields it`() throws {
        let cloudFront = try CloudFrontStandIn()
        for (fault, id) in [("lost", "I0000000000001"), ("truncated", "I0000000000002")] {
            try cloudFront.control("{\"fault\":\"\(fault)\"}")
            let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], fault) }
            #expect(error.remedy == .retry)
            #expect(try cloudFront.create(["/a"], fault).id == id)
        }
    }

    @Test func `a refusal keeps its code and its remedy`() throws {
        let cloudFront = try CloudFrontStandIn()
        for (fault, code, remedy) in Self.faults {
            try cloudFront.control("{\"fault\":\"\(fault)\"}")
            let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], "r") }
            #expect(error.code == code)
            #expect(error.remedy == remedy)
            #expect(error.isTooManyInProgress == (fault == "toomany"))
            #expect(!error.description.contains("\n"))
        }
        #expect(try cloudFront.create(["/a"], "r").id == "I0000000000001")
    }

    private static let faults: [(String, String, AWSError.Remedy)] = [
        ("throttle", "Throttling", .slowDown),
        ("503", "ServiceUnavailable", .retry),
        ("toomany", "TooManyInvalidationsInProgress", .retry),
        ("denied", "AccessDenied", .grant),
        ("expired", "ExpiredToken", .signIn),
        ("badgateway", "Status502", .retry),
    ]

    @Test func `each limit has its own error`() throws {
        let cloudFront = try CloudFrontStandIn()
        let tooLarge = try #require(throws: AWSError.self) { try cloudFront.create((0...3000).map { "/\($0)" }, "a") }
        #expect(tooLarge.isBatchTooLarge)
        #expect(tooLarge.status == 413)
        _ = try cloudFront.create((1...15).map { "/\($0)/*" }, "b")
        let tooMany = try #require(throws: AWSError.self) { try cloudFront.create(["/z*"], "c") }
        #expect(tooMany.isTooManyInProgress)
        let invalid = try #require(throws: AWSError.self) { try cloudFront.create(["/a~"], "d") }
        #expect(invalid.isInvalidItem)
        #expect(try cloudFront.create((1...3000).map { "/\($0)" }, "e").items.count == 3000)
    }

    @Test func `a batch with an invalid item is refused`() throws {
        let cloudFront = try CloudFrontStandIn()
        for items in [["/a", "/a"], ["a"], ["/a*b"], ["/a b"], ["/é"], ["/%7E"], ["/%2A"], ["/%4"], ["#t"], []] {
            let error = try #require(throws: AWSError.self) { try cloudFront.create(items, "r") }
            #expect(error.isInvalidItem, "\(items)")
        }
    }

    @Test(arguments: [
        ("www.example.com", "E1"), ("a.example.com", "E3"), ("x.y.example.com", "E4"), ("deep.x.y.example.com", "E4"),
        ("example.com", nil), ("staging.example.com", "E3"), ("www.other.com", "E6"), ("*.example.com", "E3"),
    ])
    func `a distribution is found by its alias`(name: String, expected: String?) throws {
        let aliases = [
            "E1=WWW.Example.com", "E1=old.example.com", "E3=*.example.com", "E4=*.y.example.com",
            "E5=staging.example.com",
            "E6=www.other.com",
        ]
        let cloudFront = try CloudFrontStandIn(
            (1...7).flatMap { ["--distribution", "E\($0)"] } + aliases.flatMap { ["--alias", $0] } + [
                "--staging", "E5",
            ])
        #expect(try cloudFront.distributions().id(ofAlias: name) == expected)
    }

    @Test(arguments: [
        ("shop.example.com", "dt_1"), ("WWW.example.com", "E1"), ("other.example.com", "E3"), ("x.example.org", nil),
    ])
    func `a tenant's domain is more exact than a wildcard`(name: String, expected: String?) throws {
        let tenants = ["dt_1=shop.example.com=E9", "dt_2=www.example.com=E9"].flatMap { ["--tenant", $0] }
        let aliases = ["E1=www.example.com", "E3=*.example.com"].flatMap { ["--alias", $0] }
        let all = ["--distribution", "E1", "--distribution", "E3"] + aliases + tenants
        let cloudFront = try CloudFrontStandIn(all)
        #expect(try cloudFront.distributions().id(ofAlias: name.lowercased()) == expected)
        // A policy that does not name tenants is right where there are none.
        let denied = try CloudFrontStandIn(all + ["--denied", "GetDistributionTenantByDomain"])
        if name == "x.example.org" {
            let error = try #require(throws: AWSError.self) { try denied.distributions().id(ofAlias: name) }
            #expect(error.isUnknownDistribution && error.description.contains("TenantByDomain is denied"))
        } else {
            #expect(try denied.distributions().id(ofAlias: name.lowercased()) == (expected == "dt_1" ? "E3" : expected))
        }
    }

    @Test func `a tenant has invalidations of its own, and the tags of its distribution`() throws {
        let cloudFront = try CloudFrontStandIn([
            "--distribution", "E1", "--tags", "E1", "--tenant", "dt_1=shop.example.com=E1", "--tenant",
            "dt_2=x.example=E2",
        ])
        let made = try cloudFront.create(["#t", "/a"], "r", distribution: "dt_1")
        #expect(try cloudFront.distributions().invalidation(distribution: "dt_1", id: made.id).id == made.id)
        #expect(try cloudFront.distributions().readsTags("dt_1"))
        let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], "r", distribution: "dt_3") }
        #expect(error.isUnknownDistribution)
    }

    @Test func `a distribution has a CacheTagConfig or none`() throws {
        let cloudFront = try CloudFrontStandIn(["--distribution", "E1", "--distribution", "E2", "--tags", "E2"])
        #expect(try !cloudFront.distributions().readsTags("E1"))
        #expect(try cloudFront.distributions().readsTags("E2"))
        let error = try #require(throws: AWSError.self) { try cloudFront.distributions().readsTags("E9") }
        #expect(error.isUnknownDistribution)
    }

    @Test func `an unknown distribution and an unknown invalidation have their own errors`() throws {
        let cloudFront = try CloudFrontStandIn()
        for name in ["E1", "EDFDVBD6EXAMPLE/../x", "a b?c#ü"] {
            let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], "r", distribution: name) }
            #expect(error.isUnknownDistribution)
        }
        let error = try #require(throws: AWSError.self) { try cloudFront.invalidation("I/9 é") }
        #expect(error.isUnknownInvalidation)
    }

    @Test(arguments: [("AKIDEXAMPLE", false), ("AKIDOTHER", true)])
    func `wrong credentials are refused, and no message shows them`(id: String, isRight: Bool) throws {
        var cloudFront = try CloudFrontStandIn()
        let key = isRight ? CloudFrontStandIn.key : Decoy.secret("wrong")
        cloudFront.credentials = Credentials(accessKeyID: id, secretAccessKey: key, sessionToken: nil)
        let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], "r") }
        #expect(error.remedy == .signIn)
        #expect(!Decoy.isShown(in: error.description))
    }

    @Test func `a session token is sent, and no message shows it`() throws {
        let token = Decoy.secret("token")
        var cloudFront = try CloudFrontStandIn(["--token", token])
        let keys = cloudFront.credentials
        #expect(throws: AWSError.self) { try cloudFront.create(["/a"], "r") }
        cloudFront.credentials = Credentials(
            accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey, sessionToken: token)
        #expect(try cloudFront.create(["/a"], "r").id == "I0000000000001")
        cloudFront.credentials = Credentials(
            accessKeyID: keys.accessKeyID, secretAccessKey: Decoy.secret("other"), sessionToken: token)
        let error = try #require(throws: AWSError.self) { try cloudFront.create(["/a"], "r") }
        #expect(error.code == "SignatureDoesNotMatch")
        #expect(error.message.contains("x-amz-security-token:[secret]"))
        #expect(!Decoy.isShown(in: error.description))
    }

    @Test(arguments: [-86_400, -600, 600, 86_400 * 400] as [Int64])
    func `a wrong clock is corrected by CloudFront's Date`(offset: Int64) throws {
        var cloudFront = try CloudFrontStandIn()
        cloudFront.now = { Int64(time(nil)) + offset }
        #expect(try cloudFront.create(["/a"], "r").id == "I0000000000001")
        #expect(try cloudFront.seen().contains(#""refused":["SignatureDoesNotMatch"]"#))
    }

    @Test func `every planned item is accepted`() throws {
        let cloudFront = try CloudFrontStandIn(["--tags", CloudFrontStandIn.distribution])
        var random = SplitMix64(seed: 3)
        var stale: [Stale] = [.pattern("/[a]/b", .page), .tag("a"), .tag("b c"), .tag("é")]
        for index in 0..<2_000 {
            let scalars = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                Unicode.Scalar(UInt16.random(in: 0...0x2FF, using: &random)) ?? "%"
            }
            stale.append(.path("/\(index)/" + String(String.UnicodeScalarView(scalars))))
        }
        let variants = ["{path}", "/shop{path}.rsc"]
        let planned = invalidationItems(for: stale.dropFirst(), variants: variants, tags: true)
        #expect(planned.unusableTags == ["b c", "é"])
        let paths = batches(planned.items.filter { !isWildcard($0) })
        let wildcards = fewerWildcards(planned.items.filter(isWildcard), atMost: 15)
        #expect(paths.joined().count > 1_000)
        for (index, batch) in (paths + [wildcards]).enumerated() {
            #expect(try cloudFront.create(batch, "\(index)").items.sorted() == batch)
            try cloudFront.control("{\"complete\":true}")
        }
    }

    @Test func `the service's own endpoint is signed for us-east-1`() throws {
        let http = CannedSender(status: 201, body: "<Invalidation/>")
        let credentials = Credentials(accessKeyID: "id", secretAccessKey: CloudFrontStandIn.key, sessionToken: nil)
        let context = AWSContext(
            environment: ["AWS_REGION": "eu-west-1"], file: { _ in nil }, http: http,
            clock: AWSClock { 1_440_938_160 })
        let service = try AWSService.cloudFront(context, credentials: credentials)
        let error = try #require(throws: AWSError.self) {
            try CloudFrontAPI(service).createInvalidation(distribution: "E1", items: ["/a"], callerReference: "r")
        }
        #expect(error.code == "UnreadableAnswer")
        #expect(error.remedy == .retry)
        let request = try #require(http.requests.first)
        #expect(request.url == "https://cloudfront.amazonaws.com/2020-05-31/distribution/E1/invalidation")
        #expect(request.headers.contains(HTTPHeader("Content-Type", "text/xml")))
        #expect(request.headers.last?.value.contains("id/20150830/us-east-1/cloudfront/aws4_request") == true)
    }
}
