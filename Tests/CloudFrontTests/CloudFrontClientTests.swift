import AWS
import CloudFront
import Freshen
import Glibc
import HTTPClient
import TestSupport
import Testing

/// The failures that CloudFront's answers become.
@Suite(.timeLimit(.minutes(10))) struct CloudFrontClientTests {
    private static let batch = Batch(
        id: 1, distribution: CloudFrontStandIn.distribution, callerReference: "r", items: ["/a"], upTo: 1)

    @Test(
        arguments: [
            (
                "throttle", .tryAgain, .notNow,
                "CloudFront limits the rate of requests: Rate exceeded (Throttling, HTTP 400"
            ),
            ("503", .tryAgain, .notNow, "CloudFront cannot answer: CloudFront encountered an internal error"),
            ("toomany", .tryAgain, .full, "CloudFront is busy with earlier invalidations: "),
            ("badgateway", .tryAgain, .notNow, "(Status502, HTTP 502)"),
            ("lost", .tryAgain, .notNow, "CloudFront cannot answer: no answer from http://127.0.0.1"),
            ("truncated", .tryAgain, .notNow, "CloudFront cannot answer: "),
            ("denied", .refused, .other, "; add the right to the policy of these credentials"),
            ("expired", .refused, .other, "; check the credentials of this job"),
        ] as [(String, ExitCode, CDNFailure.Kind, String)])
    func `an error becomes a failure with exit code and kind`(
        fault: String, exit: ExitCode, kind: CDNFailure.Kind, text: String
    ) throws {
        let cloudFront = try CloudFrontStandIn()
        try cloudFront.control("{\"fault\":\"\(fault)\"}")
        let failure = try #require(throws: CDNFailure.self) { try cloudFront.edge().send(Self.batch) }
        #expect(failure.exit == exit && failure.kind == kind)
        #expect(failure.message.contains(text), "\(failure.message)")
        #expect(!failure.message.contains("\n"))
        #expect(try cloudFront.edge().send(Self.batch) == "I0000000000001")
    }

    @Test func `an unknown distribution is a configuration failure`() throws {
        let cloudFront = try CloudFrontStandIn()
        let failure = try #require(throws: CDNFailure.self) {
            try cloudFront.edge().send(
                Batch(id: 1, distribution: "E1", callerReference: "r", items: ["/a"], upTo: 1))
        }
        #expect(failure.exit == .configuration)
        #expect(failure.message.contains("there is no distribution E1 in this account: correct its name"))
    }

    @Test func `an invalidation is in progress, then completed, then unknown`() throws {
        let cloudFront = try CloudFrontStandIn(["--polls", "1"])
        let id = try cloudFront.edge().send(Self.batch)
        let accepted = Batch(
            id: 1, distribution: CloudFrontStandIn.distribution, callerReference: "r", items: ["/a"], upTo: 1,
            invalidation: id)
        #expect(try cloudFront.edge().progress(of: accepted) == .inProgress)
        #expect(try cloudFront.edge().progress(of: accepted) == .completed)
        try cloudFront.control("{\"delete\":true}")
        #expect(try cloudFront.edge().progress(of: accepted) == .unknown)
    }

    @Test(.enabled(if: StandIn.hasPython("moto.server"), "python3 has no moto; see Tests/python.sh"))
    func `moto accepts a batch and confirms it`() throws {
        let moto = try StandIn("moto_standin.py")
        let context = AWSContext(
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(moto.port)", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": CloudFrontStandIn.key,
            ], file: { _ in nil }, http: LoopbackSender(), clock: AWSClock { Int64(time(nil)) })
        let id = try makeDistribution(context)
        let batch = Batch(
            id: 1, distribution: id, callerReference: "r", items: ["/a?b=1&c='2'", "/b*"], upTo: 1)
        let edge = CloudFrontClient(context)
        let invalidation = try edge.send(batch)
        let accepted = Batch(
            id: 1, distribution: id, callerReference: "r", items: batch.items, upTo: 1, invalidation: invalidation)
        #expect(try edge.progress(of: accepted) == .completed)
        let other = Batch(
            id: 1, distribution: id, callerReference: "r", items: batch.items, upTo: 1, invalidation: "I0")
        #expect(try edge.progress(of: other) == .unknown)
    }

    private func makeDistribution(_ context: AWSContext) throws -> String {
        let configuration = """
            <DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><CallerReference>c</CallerReference>
            <Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id><DomainName>o.example</DomainName></Origin></Items>
            </Origins><DefaultCacheBehavior><TargetOriginId>o</TargetOriginId>
            <ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior><Comment></Comment>
            <Enabled>true</Enabled></DistributionConfig>
            """
        let response = try AWSService.cloudFront(context, credentials: CredentialChain(context)).send(
            method: "POST", path: "/2020-05-31/distribution", body: Array(configuration.utf8))
        return try #require(XMLElement(xml: response.body)["Id"]?.text)
    }

    @Test func `items that are never accepted and a full CloudFront are different failures`() throws {
        let cloudFront = try CloudFrontStandIn()
        func kind(_ items: [String], _ reference: String) throws -> CDNFailure.Kind {
            let batch = Batch(
                id: 1, distribution: CloudFrontStandIn.distribution, callerReference: reference, items: items, upTo: 1)
            return try #require(throws: CDNFailure.self) { try cloudFront.edge().send(batch) }.kind
        }
        _ = try cloudFront.edge().send(Self.batch)
        #expect(try kind(["/a~"], "a") == .splitBatch)
        #expect(try kind((0...3000).map { "/\($0)" }, "b") == .splitBatch)
        #expect(try kind(["/b"], "r") == .badReference)
        #expect(try kind((0..<16).map { "/\($0)*" }, "c") == .full)
        #expect(try kind((0..<3000).map { "/\($0)" }, "d") == .full)
    }

    @Test func `more wildcards than a run can send are reduced in the plan`() throws {
        let edge = try CloudFrontStandIn().edge()
        func wildcards(_ count: Int) throws -> [Int] {
            let rule = DistributionRule(
                id: "E1", place: Place(file: "f", line: 1, column: 1), variants: ["{path}?*"], after: nil)
            return try edge.plan(for: (0..<count).map { .path("/a/\($0)") }, rule, budget: nil).batches.map(\.count)
        }
        #expect(try wildcards(15) == [15])
        #expect(try wildcards(30) == [15, 15])
        #expect(try wildcards(31) == [1])
    }

    @Test func `more items than the budget has left become wildcards of their folders`() throws {
        let edge = try CloudFrontStandIn().edge()
        let stale: [Stale] = ["/a/1", "/a/2", "/b/1", "/b/2", "/b/3", "/c"].map { .path($0) }
        let whole = try edge.plan(for: stale, Self.rule("E1"), budget: 6)
        #expect(whole.batches[0].count == 6 && whole.mergedCount == 0)
        let some = try edge.plan(for: stale, Self.rule("E1"), budget: 4)
        #expect(some.batches == [["/a/1", "/a/2", "/b/*", "/c"]] && some.mergedCount == 3)
        let all = try edge.plan(for: stale, Self.rule("E1"), budget: 0)
        #expect(all.batches == [["/a/*", "/b/*", "/c"]] && all.mergedCount == 5)
    }

    private static func rule(_ name: String) -> DistributionRule {
        DistributionRule(id: name, place: Place(file: "f", line: 1, column: 1), variants: ["{path}"], after: nil)
    }

    @Test func `tags are sent where the distribution reads them, which only tags ask for`() throws {
        let cloudFront = try CloudFrontStandIn(["--distribution", "E1", "--distribution", "E2", "--tags", "E2"])
        let edge = cloudFront.edge()
        let stale: [Stale] = [.path("/a"), .tag("t")]
        #expect(try edge.plan(for: stale, Self.rule("E1"), budget: nil).batches == [["/a"]])
        #expect(try edge.plan(for: stale, Self.rule("E2"), budget: nil).batches == [["#t", "/a"]])
        try cloudFront.control(#"{"fault":"denied"}"#)
        #expect(try edge.plan(for: stale, Self.rule("E2"), budget: nil).batches == [["#t", "/a"]])
        #expect(try cloudFront.edge().plan(for: [.path("/a")], Self.rule("E2"), budget: nil).batches == [["/a"]])
        let failure = try #require(throws: CDNFailure.self) {
            try cloudFront.edge().plan(for: stale, Self.rule("E2"), budget: nil)
        }
        #expect(failure.exit == .refused)
    }

    @Test func `tags that CloudFront cannot hold are left out, and the plan says which`() throws {
        let cloudFront = try CloudFrontStandIn(["--distribution", "E1", "--distribution", "E2", "--tags", "E2"])
        let edge = cloudFront.edge()
        let one: [Stale] = [.path("/a"), .tag("t"), .tag("a b")]
        let plan = try edge.plan(for: one, Self.rule("E2"), budget: nil)
        #expect(plan.batches == [["#t", "/a"]])
        #expect(plan.remark == ##"1 tag that CloudFront cannot hold is left out: "#a b""##)
        // A distribution that reads no tags misses none.
        #expect(try edge.plan(for: one, Self.rule("E1"), budget: nil).remark == nil)
        #expect(try edge.plan(for: [.path("/a"), .tag("t")], Self.rule("E2"), budget: nil).remark == nil)
        let long = Stale.tag(String(repeating: "y", count: 300))
        let unusable = try edge.plan(
            for: [long, .tag("b\n\"c"), .tag("é"), .tag(""), .tag("x*")], Self.rule("E2"), budget: nil)
        #expect(unusable.batches == [])
        #expect(
            unusable.remark
                == ##"5 tags that CloudFront cannot hold are left out: "#", "#b\n\"c", "#x*", …"##)
        let cut = "\"#" + String(repeating: "y", count: 40) + "…\""
        #expect(try edge.plan(for: [long], Self.rule("E2"), budget: nil).remark?.hasSuffix(": " + cut) == true)
    }

    @Test func `an alias stands for its distribution in every request, and is looked up once`() throws {
        let cloudFront = try CloudFrontStandIn(["--distribution", "E1", "--alias", "E1=www.example.com"])
        let edge = cloudFront.edge()
        func batch(_ name: String, _ invalidation: String? = nil) -> Batch {
            Batch(
                id: 1, distribution: name, callerReference: "r", items: ["/a"], upTo: 1, invalidation: invalidation)
        }
        let id = try edge.send(batch("www.example.com"))
        #expect(try cloudFront.seen().contains(#""distribution":"E1""#))
        try cloudFront.control(#"{"fault":"denied","after":1}"#)
        #expect(try edge.progress(of: batch("www.example.com", id)) == .inProgress)
        try cloudFront.control(#"{"fault":null}"#)
        let failure = try #require(throws: CDNFailure.self) { try edge.send(batch("www.example.org")) }
        #expect(failure.exit == .configuration)
        #expect(failure.message.contains("there is no distribution www.example.org in this account"))
    }

    @Test func `an alias is looked up anew where the distribution that it stood for is gone`() throws {
        let cloudFront = try CloudFrontStandIn(["--distribution", "E1", "--alias", "E1=www.example.com"])
        let aliases = MemoryAliases()
        aliases.keep("E0", for: "www.example.com")
        let batch = Batch(id: 1, distribution: "www.example.com", callerReference: "r", items: ["/a"], upTo: 1)
        _ = try cloudFront.edge(aliases).send(batch)
        #expect(aliases.id(of: "www.example.com") == "E1")
        #expect(try cloudFront.seen().contains(#""distribution":"E1""#))
        // A distribution that is named by its id is not looked up.
        let failure = try #require(throws: CDNFailure.self) {
            try cloudFront.edge(aliases).send(
                Batch(id: 1, distribution: "E0", callerReference: "r", items: ["/a"], upTo: 1))
        }
        #expect(failure.exit == .configuration)
        // A policy may name the new distribution alone.
        aliases.keep("E0", for: "www.example.com")
        try cloudFront.control(#"{"fault": "denied", "times": 1}"#)
        _ = try cloudFront.edge(aliases).send(batch)
        #expect(aliases.id(of: "www.example.com") == "E1")
        try cloudFront.control(#"{"alias": []}"#)
        aliases.keep("E0", for: "www.example.com")
        let gone = try #require(throws: CDNFailure.self) { try cloudFront.edge(aliases).send(batch) }
        #expect(gone.message.contains("no distribution has this alias, and no tenant this domain"))
        #expect(aliases.id(of: "www.example.com") == nil)
    }

    @Test func `no credentials and a wrong endpoint are named without a request`() throws {
        func failure(_ environment: [String: String]) throws -> CDNFailure {
            let context = AWSContext(
                environment: environment, file: { _ in nil }, http: LoopbackSender(), clock: AWSClock { 0 })
            return try #require(throws: CDNFailure.self) { try CloudFrontClient(context).send(Self.batch) }
        }
        let nobody = try failure(["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(nobody.exit == .refused && nobody.message.contains("no AWS credentials"))
        let nowhere = try failure(["AWS_ENDPOINT_URL": "localhost"])
        #expect(nowhere.exit == .configuration && nowhere.message.contains("AWS_ENDPOINT_URL is not a plain URL"))
    }
}
