import TestSupport
import Testing

/// `buckets` of freshen.yaml: what is uploaded, changed and deleted reaches CloudFront, through the ledger.
@Suite(.timeLimit(.minutes(10))) struct BucketTests {
    private let stage: BucketStage

    init() throws {
        stage = try .withBinaries()
    }

    @Test func `what is new, changed or gone is sent once`() throws {
        #expect(try stage.sent() == [])
        try stage.put("binaries/slack/watchy-slack-latest", "2")
        try stage.put("binaries/slack/a b+c")
        try stage.put("binaries/slack/deep/x", "2")
        #expect(
            try stage.sent() == [
                "/binaries/slack/a%20b%2Bc", "/binaries/slack/a%20b+c", "/binaries/slack/watchy-slack-latest",
            ])
        #expect(try stage.sent() == [])
        try stage.delete("binaries/slack/metadata.json")
        try stage.put("customer-templates/b.yaml")
        #expect(try stage.sent() == ["/binaries/slack/metadata.json", "/customer-templates/*"])
        #expect(try stage.sent() == [])
        #expect(try stage.sent("reconcile") == [])
    }

    @Test func `a release that may be half uploaded waits for the next run`() throws {
        _ = try stage.folder.write(
            BucketStage.binaries.replacing(
                "    only: [releases]\n  templates",
                with: "    together: \"{monitor}\"\n    only: [releases]\n  templates")
                + BucketStage.distributions)
        #expect(try stage.sent() == [])
        let soon = "2100-01-01T00:00:00.000Z"
        try stage.put("binaries/slack/watchy-slack-latest", "2", modified: soon)
        try stage.put("binaries/zoom/watchy-zoom-latest", "2")
        let ending = try stage.freshen(["run", "--output", "json"])
        #expect(try json(ending.output)["waiting"] == .list([.text("buckets.binaries slack")]), "\(ending)")
        #expect(
            try stage.cloudFront.invalidations().last?["items"] == .list([.text("/binaries/zoom/watchy-zoom-latest")]))
        let idle = try stage.freshen(["run"])
        #expect(
            idle.status == 0 && idle.output.hasSuffix("\nwaits for an upload to end: buckets.binaries slack\n"),
            "\(idle)")
        #expect(try stage.freshen(["run", "--dry-run"]).output.contains("waits for an upload to end"))
        try stage.put("binaries/slack/metadata.json", "2")
        try stage.put("binaries/slack/watchy-slack-latest", "2")
        #expect(try stage.sent() == ["/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest"])
        // Fails by a division by zero where a group is left.
        try PostgresServer.running().runSQL("SELECT 1 / (count(*) = 0)::int FROM freshen.waiting", in: stage.database)
    }

    @Test func `a deletion in a group is sent by a later run, once it has been seen for a while`() throws {
        _ = try stage.folder.write(
            BucketStage.binaries.replacing(
                "    routes: [\"/b", with: "    together: \"{monitor}\"\n    quiet: 1s\n    routes: [\"/b")
                + BucketStage.distributions)
        try stage.delete("binaries/slack/metadata.json")
        var endings: [Child.Ending] = []
        // Each run is one look; S3's clock, which is a real one here, moves on in between.
        repeat {
            endings.append(try stage.freshen(["run"]))
        } while try endings.count < 200 && stage.cloudFront.invalidations().isEmpty
        #expect(endings[0].output.contains("waits for an upload to end: buckets.binaries slack"))
        #expect(
            try stage.cloudFront.invalidations().map { $0["items"] } == [
                .list([.text("/binaries/slack/metadata.json")])
            ])
    }

    @Test func `above a month's budget folders become wildcards, and the reports say so`() throws {
        _ = try stage.folder.write(BucketStage.binaries + BucketStage.distributions + "budget: { paths: 4 }\n")
        for file in ["a", "b"] { for monitor in ["slack", "zoom"] { try stage.put("binaries/\(monitor)/\(file)") } }
        #expect(try stage.sent().count == 4)
        for file in ["c", "d"] { for monitor in ["slack", "zoom"] { try stage.put("binaries/\(monitor)/\(file)") } }
        try stage.put("binaries/teams/a")
        let plan = try json(stage.freshen(["run", "--dry-run", "--output", "json"]).output)["cloudfront"][0]
        let ending = try stage.freshen(["run"], ["FRESHEN_METRICS": "log"])
        let items = ["/binaries/slack/*", "/binaries/teams/a", "/binaries/zoom/*"]
        #expect(try stage.cloudFront.invalidations().last?["items"].list.map(\.text) == items)
        #expect(plan["items"].list.map(\.text) == items)
        let remark = "over the budget of 4 paths this month: wildcards take the place of 4 items"
        #expect(plan["error"].text == remark && ending.status == 0 && ending.output.contains(remark), "\(ending)")
        #expect(ending.output.contains("this month 7 items of 1000 free ones"), "\(ending)")
        let line = try #require(ending.log.split(separator: "\n").first { $0.hasPrefix("{") })
        let metrics = try json(String(line))
        #expect(
            metrics["freshen.cloudfront.merged"] == .number(4) && metrics["freshen.cloudfront.budget"] == .number(4))
        #expect(metrics["freshen.cloudfront.month.items.path"] == .number(5))
        let status = try stage.freshen(["status"])
        #expect(status.output.contains("this month 5 paths, 2 wildcards"), "\(status)")
    }

    @Test func `a rollback to an earlier object is a change`() throws {
        try stage.put("binaries/slack/watchy-slack-latest", "2")
        #expect(try stage.sent() == ["/binaries/slack/watchy-slack-latest"])
        try stage.put("binaries/slack/watchy-slack-latest", "1")
        #expect(try stage.sent() == ["/binaries/slack/watchy-slack-latest"])
    }

    @Test func `an upload of the same content sends nothing, unless reupload says so`() throws {
        try stage.put("binaries/slack/metadata.json", modified: "2026-02-01T00:00:00.000Z")
        #expect(try stage.sent() == [])
        _ = try stage.folder.write(
            BucketStage.binaries.replacing("    match", with: "    reupload: invalidate\n    match")
                + BucketStage.distributions)
        // What the ledger compares is another thing now.
        #expect(try stage.sent().count == 3)
        try stage.put("binaries/slack/metadata.json", modified: "2026-03-01T00:00:00.000Z")
        #expect(try stage.sent() == ["/binaries/slack/metadata.json"])
    }

    @Test func `another route makes the old and the new paths stale`() throws {
        _ = try stage.folder.write(
            BucketStage.binaries.replacing("[\"/binaries/{monitor}/{file}\"]", with: "[\"/b/{monitor}/*\"]")
                + BucketStage.distributions)
        #expect(
            try stage.sent() == [
                "/b/slack/*", "/b/zoom/*", "/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest",
                "/binaries/zoom/watchy-zoom-latest",
            ])
        #expect(try stage.sent() == [])
    }

    @Test func `a bucket that leaves the file has its paths sent for the last time`() throws {
        let lines = BucketStage.binaries.split(separator: "\n").filter { !$0.contains("templates") }.joined(
            separator: "\n")
        _ = try stage.folder.write(lines + BucketStage.distributions)
        #expect(try stage.sent() == ["/customer-templates/*"])
    }

    @Test func `a bucket that a stack names is found, and a wrong output says which there are`() throws {
        let stacks = try HTTPStandIn { request in
            let outputs = "<member><OutputKey>Binaries</OutputKey><OutputValue>platform-binaries</OutputValue></member>"
            return .answer(
                status: 200,
                body: "<R><DescribeStacksResult><Stacks><member><Outputs>\(outputs)</Outputs></member></Stacks>"
                    + "</DescribeStacksResult></R>")
        }
        let environment = ["AWS_ENDPOINT_URL_CLOUDFORMATION": stacks.url, "AWS_REGION": "eu-central-1"]
        let file = { (output: String) in
            BucketStage.binaries.replacing(
                "bucket: platform-binaries\n", with: "bucket: { stack: platform, output: \(output) }\n")
                + BucketStage.distributions
        }
        _ = try stage.folder.write(file("Binaries"))
        #expect(try stage.sent(with: environment) == [])
        try stage.put("binaries/zoom/new", "2")
        #expect(try stage.sent(with: environment) == ["/binaries/zoom/new"])
        _ = try stage.folder.write(file("Binary"))
        let ending = try stage.freshen(["run"], environment)
        #expect(ending.status == 78, "\(ending)")
        #expect(ending.log.contains("has no output Binary in eu-central-1: it has Binaries"), "\(ending)")
    }

    @Test func `the distribution of an alias is kept for a day, and another one is owed everything`() throws {
        let server = try PostgresServer.running()
        let lists = { try stage.cloudFront.seen()["lists"].count ?? 0 }
        let run = { (arguments: String...) in
            let ending = try stage.freshen(["run"] + arguments)
            #expect(ending.status == 0, "\(ending)")
        }
        // A dry run asks where there are tags, and keeps nothing.
        try run("--dry-run")
        for file in ["a", "b"] {
            try stage.put("binaries/zoom/" + file)
            try run()
            #expect(try lists() == 1)
        }
        try server.runSQL("UPDATE freshen.alias SET found_at = now() - interval '25 hours'", in: stage.database)
        try stage.put("binaries/zoom/c")
        try run()
        #expect(try lists() == 2 && stage.cloudFront.invalidations().count == 3)
        // The alias has moved: the kept distribution is gone, or the day is over.
        for (number, change) in ["distribution = 'GONE'", "distribution = 'OTHER', found_at = '-infinity'"].enumerated()
        {
            try server.runSQL("UPDATE freshen.alias SET \(change)", in: stage.database)
            try stage.put("binaries/zoom/moved-\(number)")
            try run()
            #expect(try stage.cloudFront.invalidations().last?["items"][0].text == "/binaries/zoom/moved-\(number)")
            let state = try stage.freshen(["status"])
            #expect(state.output.contains("owed 1 entry"), "\(state)")
            try run()
            #expect(try stage.cloudFront.invalidations().last?["items"] == .list([.text("/*")]))
            #expect(try lists() == 3 + number)
        }
        try run()
        #expect(try stage.cloudFront.invalidations().count == 7)
    }

    @Test func `doctor says whether a bucket can be listed, and whether the file fits it`() throws {
        let ending = try stage.freshen(["doctor", "--output", "json"])
        let text = ending.output
        #expect(
            text.contains(
                "s3://platform-binaries/binaries/ can be listed, and a path is /binaries/slack/metadata.json"),
            "\(text)")
        _ = try stage.folder.write(
            BucketStage.binaries.replacing("prefix: customer-templates/", with: "prefix: none/")
                .replacing("binaries/{monitor}/{file}\"\n    routes", with: "binaries/{monitor}\"\n    routes")
                .replacing("/{file}\"]", with: "\"]") + BucketStage.distributions)
        let warned = try stage.freshen(["doctor", "--output", "json"]).output
        #expect(warned.contains("s3://platform-binaries/none/ holds no object: is the prefix right?"), "\(warned)")
        #expect(warned.contains("none of the first 3 keys gives a path, such as binaries/slack/deep/x"), "\(warned)")
        let denied = try stage.freshen(["doctor", "--output", "json"], ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"])
        #expect(denied.status == 75 && denied.output.contains("s3://platform-binaries: no answer"), "\(denied)")
    }

    @Test func `catch-up takes buckets along, and goes on where one cannot be read`() throws {
        try stage.put("binaries/zoom/new", "2")
        #expect(try stage.sent() == ["/binaries/zoom/new"])
        let window = ["catch-up", "--since", "2026-01-01T00:00Z"]
        #expect(try stage.freshen(window).status == 0)
        // The window begins before the log does, so everything is sent.
        #expect(try stage.cloudFront.invalidations().last?["items"] == .list([.text("/*")]))
        let down = try stage.freshen(window, ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"])
        #expect(down.status == 75 && down.log.contains("s3://platform-binaries: no answer"), "\(down)")
        #expect(try stage.cloudFront.invalidations().count == 3)
    }

    @Test func `a release of one monitor is its three paths, in one invalidation`() throws {
        try stage.put("binaries/slack/watchy-slack-1.4.0")
        try stage.put("binaries/slack/metadata.json", "{\"version\": \"1.4.0\"}")
        try stage.put("binaries/slack/watchy-slack-latest", "1.4.0")
        #expect(
            try stage.sent() == [
                "/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-1.4.0",
                "/binaries/slack/watchy-slack-latest",
            ])
        #expect(try stage.cloudFront.invalidations().count == 1)
        // A sync of the templates is one wildcard, however many files it writes.
        for name in ["a.yaml", "b.yaml", "c/d.yaml"] { try stage.put("customer-templates/" + name, "2") }
        #expect(try stage.sent() == ["/customer-templates/*"])
    }
}
