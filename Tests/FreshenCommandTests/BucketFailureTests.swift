import TestSupport
import Testing

/// Buckets that cannot be read, answers that are lost and runs that are killed: nothing is missed, and nothing else waits.
@Suite(.timeLimit(.minutes(10))) struct BucketFailureTests {
    private let stage: BucketStage

    init() throws {
        stage = try .withBinaries()
    }

    @Test func `a route that changes while the bucket cannot be read is noticed later`() throws {
        _ = try stage.folder.write(
            BucketStage.binaries.replacing("/customer-templates/*", with: "/templates/*") + BucketStage.distributions)
        #expect(try stage.freshen(["run"], ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]).status == 75)
        #expect(try stage.sent() == ["/customer-templates/*", "/templates/*"])
    }

    @Test(arguments: ["cut", "slowdown", "denied", "unordered"])
    func `a list that is interrupted changes nothing`(fault: String) throws {
        try stage.put("binaries/zoom/new", "2")
        // The first page of the first bucket is read.
        let region = ["AWS_REGION": "eu-central-1"]
        try stage.control(.object(["fault": .text(fault), "times": .number(30), "after": .number(1)]))
        let ending = try stage.freshen(["run"], region)
        #expect(
            ending.status == (fault == "denied" ? 77 : 75) && ending.log.contains("s3://platform-binaries"), "\(ending)"
        )
        #expect(try stage.cloudFront.invalidations().isEmpty)
        try stage.control(.object(["fault": .null]))
        #expect(try stage.sent(with: region) == ["/binaries/zoom/new"])
    }

    @Test func `a bucket that cannot be read does not keep the CMS's changes waiting`() throws {
        let server = try PostgresServer.running()
        try server.runSQL("CREATE TABLE posts (id int PRIMARY KEY, slug text)", in: stage.database)
        _ = try stage.folder.write(
            "collections: { posts: { routes: [\"/{slug}\"] } }\n" + BucketStage.binaries + BucketStage.distributions)
        #expect(try stage.sent() == [])
        try server.runSQL("INSERT INTO posts VALUES (1, 'a')", in: stage.database)
        try stage.put("binaries/zoom/new", "2")
        let down = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        #expect(try stage.sent(status: 75, with: down) == ["/a"])
        #expect(try stage.sent() == ["/binaries/zoom/new"])
    }

    @Test func `a large bucket whose second list breaks off keeps nothing else waiting`() throws {
        let large = try BucketStage.bucket(stage.cloudFront)
        let environment = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(large.port)", "AWS_REGION": "eu-central-1"]
        // What the ledger holds, one new binary, and more templates than are kept in memory.
        let known = [
            "binaries/slack/watchy-slack-latest", "binaries/slack/metadata.json", "binaries/zoom/watchy-zoom-latest",
            "customer-templates/a.yaml", "binaries/zoom/new",
        ]
        let many = (0..<20_001).map { "customer-templates/\($0)" }
        try stage.control(
            .object(["put": .list((known + many).map { .object(["key": .text($0), "body": .text("1")]) })]), of: large)
        // The binaries take one request, the templates 21, and as many again within the look.
        try stage.control(.object(["fault": .text("denied"), "times": .number(9), "after": .number(30)]), of: large)
        let ending = try stage.freshen(["run"], environment)
        #expect(ending.status == 77 && ending.log.contains("Access Denied"), "\(ending)")
        #expect(try stage.cloudFront.invalidations().map { $0["items"] } == [.list([.text("/binaries/zoom/new")])])
        try stage.control(.object(["fault": .null]), of: large)
        #expect(try stage.freshen(["run"], environment).status == 0)
        #expect(try stage.cloudFront.invalidations().last?["items"] == .list([.text("/customer-templates/*")]))
    }

    @Test func `a bucket that cannot be listed in the first run is not counted as empty`() throws {
        let other = try PostgresServer.running().makeDatabase(named: "first")
        let environment = ["DATABASE_URL": other, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        #expect(try stage.freshen(["migrate"], environment).status == 0)
        let ending = try stage.freshen(["run"], environment)
        #expect(ending.status == 75 && !ending.output.contains("buckets.binaries"), "\(ending)")
    }

    @Test(arguments: [
        "before-look", "locked", "compared", "before-commit", "committed", "before-cloudfront", "batch-stored",
    ])
    func `a run that is killed between two uploads loses neither`(failpoint: String) throws {
        try stage.put("binaries/slack/watchy-slack-latest", "2")
        #expect(try stage.freshen(["run"], ["FRESHEN_FAILPOINT": failpoint]).status != 0)
        #expect(try stage.cloudFront.invalidations().isEmpty)
        try stage.put("binaries/slack/metadata.json", "2")
        #expect(try stage.freshen(["run"]).status == 0)
        let items = try stage.cloudFront.invalidations().flatMap { $0["items"].list.map(\.text) }
        #expect(items.sorted() == ["/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest"])
        #expect(try stage.sent() == [])
    }

    @Test func `an answer of CloudFront that was lost makes no second invalidation`() throws {
        try stage.put("binaries/slack/metadata.json", "2")
        try stage.cloudFront.control(#"{"fault": "lost", "times": 1, "after": 1}"#)
        #expect(try stage.freshen(["run"]).status == 0)
        #expect(try stage.cloudFront.invalidations().count == 1)
        #expect(try stage.cloudFront.seen()["requests"].count == 2)
    }
}
