import TestSupport
import Testing

/// `buckets` of freshen.yaml: what is uploaded, changed and deleted reaches CloudFront, through the ledger.
@Suite(.timeLimit(.minutes(10))) struct BucketTests {
    private static let binaries = """
        buckets:
          binaries:
            bucket: platform-binaries
            prefix: binaries/
            match: "binaries/{monitor}/{file}"
            routes: ["/binaries/{monitor}/{file}"]
            only: [releases]
          templates: { bucket: platform-binaries, prefix: customer-templates/, routes: ["/customer-templates/*"], only: [releases] }
        """
    private static let cloudFront = "\ncloudfront: [{ name: releases, alias: releases.example.com }]\n"
    private let cloudFront: CloudFrontServer
    private let bucket: StandIn
    private let folder: Folder
    private let database: String

    init() throws {
        cloudFront = try CloudFrontServer()
        bucket = try StandIn(
            "s3.py", ["--secret", cloudFront.environment["AWS_SECRET_ACCESS_KEY"] ?? "", "--page", "3"])
        folder = try Folder()
        database = try PostgresServer.running().makeDatabase(named: "bucket")
        _ = try folder.write(Self.binaries + Self.cloudFront)
        for key in ["slack/watchy-slack-latest", "slack/metadata.json", "slack/deep/x", "zoom/watchy-zoom-latest"] {
            try put("binaries/" + key)
        }
        try put("customer-templates/a.yaml")
        #expect(try freshen(["migrate"]).status == 0)
        #expect(try freshen(["run"]).output.hasPrefix("first run: recorded what is there, sent nothing"))
    }

    private func control(_ settings: JSONValue, of server: StandIn? = nil) throws {
        try (server ?? bucket).exchange("POST", "/control", settings.sorted)
    }

    private func put(_ key: String, _ body: String = "1", modified: String = "2026-01-01T00:00:00.000Z") throws {
        try control(
            .object([
                "put": .list([.object(["key": .text(key), "body": .text(body), "modified": .text(modified)])])
            ]))
    }

    private func freshen(_ arguments: [String], _ more: [String: String] = [:]) throws -> Child.Ending {
        let own = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(bucket.port)", "DATABASE_URL": database]
        return try Child(
            arguments + (arguments == ["migrate"] ? [] : ["--config", folder.path + "/freshen.yaml"]),
            environment: cloudFront.environment.merging(own) { $1 }.merging(more) { $1 }
        ).finish(within: .seconds(60))
    }

    /// The items of the invalidations that a run makes, after a dry run has named the same.
    private func sent(_ arguments: String..., status: Int32 = 0, with more: [String: String] = [:]) throws -> [String] {
        let before = try cloudFront.invalidations().count
        let planned = try json(freshen(["run", "--dry-run", "--output", "json"], more).output)
        let ending = try freshen(arguments.isEmpty ? ["run"] : arguments, more)
        #expect(ending.status == status, "\(ending)")
        let items = try cloudFront.invalidations().dropFirst(before).flatMap { $0["items"].list.map(\.text) }
        #expect(planned["cloudfront"][0]["items"].list.map(\.text) == items)
        return items
    }

    @Test func `what is new, changed or gone is sent once`() throws {
        #expect(try sent() == [])
        try put("binaries/slack/watchy-slack-latest", "2")
        try put("binaries/slack/a b+c")
        try put("binaries/slack/deep/x", "2")
        #expect(
            try sent() == [
                "/binaries/slack/a%20b%2Bc", "/binaries/slack/a%20b+c", "/binaries/slack/watchy-slack-latest",
            ])
        #expect(try sent() == [])
        try control(.object(["delete": .list([.text("binaries/slack/metadata.json")])]))
        try put("customer-templates/b.yaml")
        #expect(try sent() == ["/binaries/slack/metadata.json", "/customer-templates/*"])
        #expect(try sent() == [])
        #expect(try sent("reconcile") == [])
    }

    @Test func `a release that may be half uploaded waits for the next run`() throws {
        _ = try folder.write(
            Self.binaries.replacing(
                "    only: [releases]\n  templates",
                with: "    together: \"{monitor}\"\n    only: [releases]\n  templates")
                + Self.cloudFront)
        #expect(try sent() == [])
        let soon = "2100-01-01T00:00:00.000Z"
        try put("binaries/slack/watchy-slack-latest", "2", modified: soon)
        try put("binaries/zoom/watchy-zoom-latest", "2")
        let ending = try freshen(["run", "--output", "json"])
        #expect(try json(ending.output)["waiting"] == .list([.text("buckets.binaries slack")]), "\(ending)")
        #expect(try cloudFront.invalidations().last?["items"] == .list([.text("/binaries/zoom/watchy-zoom-latest")]))
        let idle = try freshen(["run"])
        #expect(
            idle.status == 0 && idle.output.hasSuffix("\nwaits for an upload to end: buckets.binaries slack\n"),
            "\(idle)")
        #expect(try freshen(["run", "--dry-run"]).output.contains("waits for an upload to end"))
        try put("binaries/slack/metadata.json", "2")
        try put("binaries/slack/watchy-slack-latest", "2")
        #expect(try sent() == ["/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest"])
        // Fails by a division by zero where a group is left.
        try PostgresServer.running().runSQL("SELECT 1 / (count(*) = 0)::int FROM freshen.waiting", in: database)
    }

    @Test func `a deletion in a group is sent by a later run, once it has been seen for a while`() throws {
        _ = try folder.write(
            Self.binaries.replacing(
                "    routes: [\"/b", with: "    together: \"{monitor}\"\n    quiet: 1s\n    routes: [\"/b")
                + Self.cloudFront)
        try control(.object(["delete": .list([.text("binaries/slack/metadata.json")])]))
        var endings: [Child.Ending] = []
        // Each run is one look; S3's clock, which is a real one here, moves on in between.
        repeat {
            endings.append(try freshen(["run"]))
        } while try endings.count < 200 && cloudFront.invalidations().isEmpty
        #expect(endings[0].output.contains("waits for an upload to end: buckets.binaries slack"))
        #expect(try cloudFront.invalidations().map { $0["items"] } == [.list([.text("/binaries/slack/metadata.json")])])
    }

    @Test func `above a month's budget folders become wildcards, and the reports say so`() throws {
        _ = try folder.write(Self.binaries + Self.cloudFront + "budget: { paths: 4 }\n")
        for file in ["a", "b"] { for monitor in ["slack", "zoom"] { try put("binaries/\(monitor)/\(file)") } }
        #expect(try sent().count == 4)
        for file in ["c", "d"] { for monitor in ["slack", "zoom"] { try put("binaries/\(monitor)/\(file)") } }
        try put("binaries/teams/a")
        let plan = try json(freshen(["run", "--dry-run", "--output", "json"]).output)["cloudfront"][0]
        let ending = try freshen(["run"], ["FRESHEN_METRICS": "log"])
        let items = ["/binaries/slack/*", "/binaries/teams/a", "/binaries/zoom/*"]
        #expect(try cloudFront.invalidations().last?["items"].list.map(\.text) == items)
        #expect(plan["items"].list.map(\.text) == items)
        let remark = "over the budget of 4 paths this month: wildcards take the place of 4 items"
        #expect(plan["error"].text == remark && ending.status == 0 && ending.output.contains(remark), "\(ending)")
        #expect(ending.output.contains("this month 7 items of 1000 free ones"), "\(ending)")
        let line = try #require(ending.log.split(separator: "\n").first { $0.hasPrefix("{") })
        let metrics = try json(String(line))
        #expect(
            metrics["freshen.cloudfront.merged"] == .number(4) && metrics["freshen.cloudfront.budget"] == .number(4))
        #expect(metrics["freshen.cloudfront.month.items.path"] == .number(5))
        let status = try freshen(["status"])
        #expect(status.output.contains("this month 5 paths, 2 wildcards"), "\(status)")
    }

    @Test func `a rollback to an earlier object is a change`() throws {
        try put("binaries/slack/watchy-slack-latest", "2")
        #expect(try sent() == ["/binaries/slack/watchy-slack-latest"])
        try put("binaries/slack/watchy-slack-latest", "1")
        #expect(try sent() == ["/binaries/slack/watchy-slack-latest"])
    }

    @Test func `an upload of the same content sends nothing, unless reupload says so`() throws {
        try put("binaries/slack/metadata.json", modified: "2026-02-01T00:00:00.000Z")
        #expect(try sent() == [])
        _ = try folder.write(
            Self.binaries.replacing("    match", with: "    reupload: invalidate\n    match") + Self.cloudFront)
        // What the ledger compares is another thing now.
        #expect(try sent().count == 3)
        try put("binaries/slack/metadata.json", modified: "2026-03-01T00:00:00.000Z")
        #expect(try sent() == ["/binaries/slack/metadata.json"])
    }

    @Test func `another route makes the old and the new paths stale`() throws {
        _ = try folder.write(
            Self.binaries.replacing("[\"/binaries/{monitor}/{file}\"]", with: "[\"/b/{monitor}/*\"]") + Self.cloudFront)
        #expect(
            try sent() == [
                "/b/slack/*", "/b/zoom/*", "/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest",
                "/binaries/zoom/watchy-zoom-latest",
            ])
        #expect(try sent() == [])
    }

    @Test func `a route that changes while the bucket cannot be read is noticed later`() throws {
        _ = try folder.write(
            Self.binaries.replacing("/customer-templates/*", with: "/templates/*") + Self.cloudFront)
        #expect(try freshen(["run"], ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]).status == 75)
        #expect(try sent() == ["/customer-templates/*", "/templates/*"])
    }

    @Test func `a bucket that leaves the file has its paths sent for the last time`() throws {
        let lines = Self.binaries.split(separator: "\n").filter { !$0.contains("templates") }.joined(separator: "\n")
        _ = try folder.write(lines + Self.cloudFront)
        #expect(try sent() == ["/customer-templates/*"])
    }

    @Test(arguments: ["cut", "slowdown", "denied", "unordered"])
    func `a list that is interrupted changes nothing`(fault: String) throws {
        try put("binaries/zoom/new", "2")
        // The first page of the first bucket is read.
        let region = ["AWS_REGION": "eu-central-1"]
        try control(.object(["fault": .text(fault), "times": .number(30), "after": .number(1)]))
        let ending = try freshen(["run"], region)
        #expect(
            ending.status == (fault == "denied" ? 77 : 75) && ending.log.contains("s3://platform-binaries"), "\(ending)"
        )
        #expect(try cloudFront.invalidations().isEmpty)
        try control(.object(["fault": .null]))
        #expect(try sent(with: region) == ["/binaries/zoom/new"])
    }

    @Test func `a bucket that cannot be read does not keep the CMS's changes waiting`() throws {
        let server = try PostgresServer.running()
        try server.runSQL("CREATE TABLE posts (id int PRIMARY KEY, slug text)", in: database)
        _ = try folder.write("collections: { posts: { routes: [\"/{slug}\"] } }\n" + Self.binaries + Self.cloudFront)
        #expect(try sent() == [])
        try server.runSQL("INSERT INTO posts VALUES (1, 'a')", in: database)
        try put("binaries/zoom/new", "2")
        let down = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        #expect(try sent(status: 75, with: down) == ["/a"])
        #expect(try sent() == ["/binaries/zoom/new"])
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
            Self.binaries.replacing(
                "bucket: platform-binaries\n", with: "bucket: { stack: platform, output: \(output) }\n")
                + Self.cloudFront
        }
        _ = try folder.write(file("Binaries"))
        #expect(try sent(with: environment) == [])
        try put("binaries/zoom/new", "2")
        #expect(try sent(with: environment) == ["/binaries/zoom/new"])
        _ = try folder.write(file("Binary"))
        let ending = try freshen(["run"], environment)
        #expect(ending.status == 78, "\(ending)")
        #expect(ending.log.contains("has no output Binary in eu-central-1: it has Binaries"), "\(ending)")
    }

    @Test func `the distribution of an alias is kept for a day, and another one is owed everything`() throws {
        let server = try PostgresServer.running()
        let lists = { try cloudFront.seen()["lists"].count ?? 0 }
        let run = { (arguments: String...) in
            let ending = try freshen(["run"] + arguments)
            #expect(ending.status == 0, "\(ending)")
        }
        // A dry run asks where there are tags, and keeps nothing.
        try run("--dry-run")
        for file in ["a", "b"] {
            try put("binaries/zoom/" + file)
            try run()
            #expect(try lists() == 1)
        }
        try server.runSQL("UPDATE freshen.alias SET found_at = now() - interval '25 hours'", in: database)
        try put("binaries/zoom/c")
        try run()
        #expect(try lists() == 2 && cloudFront.invalidations().count == 3)
        // The alias has moved: the kept distribution is gone, or the day is over.
        for (number, change) in ["distribution = 'GONE'", "distribution = 'OTHER', found_at = '-infinity'"].enumerated()
        {
            try server.runSQL("UPDATE freshen.alias SET \(change)", in: database)
            try put("binaries/zoom/moved-\(number)")
            try run()
            #expect(try cloudFront.invalidations().last?["items"][0].text == "/binaries/zoom/moved-\(number)")
            let state = try freshen(["status"])
            #expect(state.output.contains("owed 1 entry"), "\(state)")
            try run()
            #expect(try cloudFront.invalidations().last?["items"] == .list([.text("/*")]))
            #expect(try lists() == 3 + number)
        }
        try run()
        #expect(try cloudFront.invalidations().count == 7)
    }

    @Test func `doctor says whether a bucket can be listed, and whether the file fits it`() throws {
        let ending = try freshen(["doctor", "--output", "json"])
        let text = ending.output
        #expect(
            text.contains(
                "s3://platform-binaries/binaries/ can be listed, and a path is /binaries/slack/metadata.json"),
            "\(text)")
        _ = try folder.write(
            Self.binaries.replacing("prefix: customer-templates/", with: "prefix: none/")
                .replacing("binaries/{monitor}/{file}\"\n    routes", with: "binaries/{monitor}\"\n    routes")
                .replacing("/{file}\"]", with: "\"]") + Self.cloudFront)
        let warned = try freshen(["doctor", "--output", "json"]).output
        #expect(warned.contains("s3://platform-binaries/none/ holds no object: is the prefix right?"), "\(warned)")
        #expect(warned.contains("none of the first 3 keys gives a path, such as binaries/slack/deep/x"), "\(warned)")
        let denied = try freshen(["doctor", "--output", "json"], ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"])
        #expect(denied.status == 75 && denied.output.contains("s3://platform-binaries: no answer"), "\(denied)")
    }

    @Test func `a large bucket whose second list breaks off keeps nothing else waiting`() throws {
        let large = try StandIn("s3.py", ["--secret", cloudFront.environment["AWS_SECRET_ACCESS_KEY"] ?? ""])
        let environment = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(large.port)", "AWS_REGION": "eu-central-1"]
        // What the ledger holds, one new binary, and more templates than are kept in memory.
        let known = [
            "binaries/slack/watchy-slack-latest", "binaries/slack/metadata.json", "binaries/zoom/watchy-zoom-latest",
            "customer-templates/a.yaml", "binaries/zoom/new",
        ]
        let many = (0..<20_001).map { "customer-templates/\($0)" }
        try control(
            .object(["put": .list((known + many).map { .object(["key": .text($0), "body": .text("1")]) })]), of: large)
        // The binaries take one request, the templates 21, and as many again within the look.
        try control(.object(["fault": .text("denied"), "times": .number(9), "after": .number(30)]), of: large)
        let ending = try freshen(["run"], environment)
        #expect(ending.status == 77 && ending.log.contains("Access Denied"), "\(ending)")
        #expect(try cloudFront.invalidations().map { $0["items"] } == [.list([.text("/binaries/zoom/new")])])
        try control(.object(["fault": .null]), of: large)
        #expect(try freshen(["run"], environment).status == 0)
        #expect(try cloudFront.invalidations().last?["items"] == .list([.text("/customer-templates/*")]))
    }

    @Test func `a bucket that cannot be listed in the first run is not counted as empty`() throws {
        let other = try PostgresServer.running().makeDatabase(named: "first")
        let environment = ["DATABASE_URL": other, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        #expect(try freshen(["migrate"], environment).status == 0)
        let ending = try freshen(["run"], environment)
        #expect(ending.status == 75 && !ending.output.contains("buckets.binaries"), "\(ending)")
    }

    @Test func `catch-up takes buckets along, and goes on where one cannot be read`() throws {
        try put("binaries/zoom/new", "2")
        #expect(try sent() == ["/binaries/zoom/new"])
        let window = ["catch-up", "--since", "2026-01-01T00:00Z"]
        #expect(try freshen(window).status == 0)
        // The window begins before the log does, so everything is sent.
        #expect(try cloudFront.invalidations().last?["items"] == .list([.text("/*")]))
        let down = try freshen(window, ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"])
        #expect(down.status == 75 && down.log.contains("s3://platform-binaries: no answer"), "\(down)")
        #expect(try cloudFront.invalidations().count == 3)
    }

    @Test(arguments: [
        "before-look", "locked", "compared", "before-commit", "committed", "before-cloudfront", "batch-stored",
    ])
    func `a run that is killed between two uploads loses neither`(failpoint: String) throws {
        try put("binaries/slack/watchy-slack-latest", "2")
        #expect(try freshen(["run"], ["FRESHEN_FAILPOINT": failpoint]).status != 0)
        #expect(try cloudFront.invalidations().isEmpty)
        try put("binaries/slack/metadata.json", "2")
        #expect(try freshen(["run"]).status == 0)
        let items = try cloudFront.invalidations().flatMap { $0["items"].list.map(\.text) }
        #expect(items.sorted() == ["/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-latest"])
        #expect(try sent() == [])
    }

    @Test func `an answer of CloudFront that was lost makes no second invalidation`() throws {
        try put("binaries/slack/metadata.json", "2")
        try cloudFront.control(#"{"fault": "lost", "times": 1, "after": 1}"#)
        #expect(try freshen(["run"]).status == 0)
        #expect(try cloudFront.invalidations().count == 1)
        #expect(try cloudFront.seen()["requests"].count == 2)
    }

    @Test func `a release of one monitor is its three paths, in one invalidation`() throws {
        try put("binaries/slack/watchy-slack-1.4.0")
        try put("binaries/slack/metadata.json", "{\"version\": \"1.4.0\"}")
        try put("binaries/slack/watchy-slack-latest", "1.4.0")
        #expect(
            try sent() == [
                "/binaries/slack/metadata.json", "/binaries/slack/watchy-slack-1.4.0",
                "/binaries/slack/watchy-slack-latest",
            ])
        #expect(try cloudFront.invalidations().count == 1)
        // A sync of the templates is one wildcard, however many files it writes.
        for name in ["a.yaml", "b.yaml", "c/d.yaml"] { try put("customer-templates/" + name, "2") }
        #expect(try sent() == ["/customer-templates/*"])
    }
}
