import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    @Test(arguments: ["lost", "close", "503", "500", "html", "refused"])
    func `a pod that fails once is notified again in the same run, alone, and CloudFront after it`(fault: String)
        throws
    {
        let site = try fixture.site()
        try site.receivers.fail(site.receivers.pods[0], fault)
        let began = ContinuousClock.now
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        #expect(try site.received().posts == [3, 2, 2, 1])
        try site.expectAllDelivered()
        // With 503 the pod sends Retry-After: 1.
        #expect(ContinuousClock.now - began >= .milliseconds(fault == "503" ? 1000 : 500))
    }

    @Test func `a pod without the endpoint is notified again only by the next run`() throws {
        let site = try fixture.site()
        try site.receivers.fail(site.receivers.pods[0], "notfound")
        let run = try site.run()
        #expect(run.status == 75 && run.outcome == "owed", "\(run)")
        #expect(try site.received().posts == [1, 2, 2, 0])
        #expect(try site.run().status == 0)
        #expect(try site.received().posts == [3, 2, 2, 1])
        try site.expectAllDelivered()
    }

    @Test func `after a lost answer of one pod and a kill the other pods are not notified again`() throws {
        let site = try fixture.site()
        try site.receivers.fail(site.receivers.pods[0], "lost")
        #expect(try site.run(killedAt: .offsetsMoved).status == 128 + SIGKILL)
        let next = try site.runAfterKill()
        #expect(next.status == 0, "\(next)")
        #expect(try site.received().posts == [3, 2, 2, 1])
        try site.expectAllDelivered()
    }

    @Test
    func `after lost answers of CloudFront the next run repeats the request and notifies no pod again`()
        throws
    {
        let site = try fixture.site()
        for _ in 1...2 { try site.receivers.fail(site.receivers.cloudFront, "lost") }
        let run = try site.run()
        #expect(run.status == 75 && run.outcome == "owed", "\(run)")
        #expect(try site.run().status == 0)
        let received = try site.received()
        #expect(received.posts == [2, 2, 2, 3] && received.cloudFront.requests.count == 3)
        try site.expectAllDelivered()
    }

    @Test func `SIGTERM while a pod hangs is exit 75, and pods that answered are not notified again`()
        throws
    {
        let site = try fixture.site()
        try site.changeFile { $0.timeout = "2s" }
        try site.receivers.fail(site.receivers.pods[2], "hang", after: 1)
        let child = try site.start()
        try wait {
            try site.received().posts == [2, 2, 2, 0] && site.received().pods.map(\.requests.count) == [2, 2, 1]
        }
        try child.send(SIGTERM)
        let run = try site.end(child)
        #expect(run.status == 75 && run.outcome == "owed", "\(run)")
        #expect(try site.received().posts == [2, 2, 2, 0])
        let next = try site.run()
        #expect(next.status == 0, "\(next)")
        #expect(try site.received().posts == [2, 2, 4, 1])
        try site.expectAllDelivered()
    }

    @Test func `of two concurrent runs only one sends the change, ten times`() throws {
        let site = try fixture.site()
        #expect(try site.run().status == 0)
        for round in 1...10 {
            let before = try #require(try site.value(Self.head))
            let moment = monotonicNow()
            try site.cms.execute("UPDATE articles SET body = 'round \(round)' WHERE slug = 'article-09'")
            let runs = try [site.start(), site.start()].map { try site.end($0) }
            #expect(runs.allSatisfy { $0.status == 0 }, "\(runs)")
            #expect(runs.contains { $0.outcome == "done" }, "\(runs)")
            let gained = try site.cms.query("SELECT kind, path, next FROM freshen.change WHERE id > \(before)")
            #expect(gained.count == 1 && gained.first?[1] == "/articles/article-09", "round \(round)")
            #expect(try site.value(Self.behind) == "0", "round \(round)")
            let received = try site.receivers.received(since: moment, pods: site.file.pods)
            #expect(received.items.allSatisfy { $0 == ["/articles/article-09"] }, "round \(round)")
            #expect(received.sentTooEarly(settle: Site.settle) == [], "round \(round)")
        }
        try site.expectNothingOwed()
    }

    @Test func `in another database than before everything is sent, and the report says why`() throws {
        let site = try fixture.site()
        #expect(try site.run().everything == nil)
        try site.cms.execute("UPDATE freshen.checkpoint SET database_identity = 'another'")
        let planned = try site.run(["run", "--dry-run"])
        #expect(planned.outcome == "planned" && planned.everything?.contains("another database") == true, "\(planned)")
        let run = try site.run()
        #expect(run.outcome == "done" && run.everything == planned.everything, "\(run)")
        #expect(try site.received().items.allSatisfy { $0.contains("/") || $0.contains("/*") })
        try site.expectNothingOwed()
    }

    private static let head = "SELECT coalesce(max(id), 0) FROM freshen.change"
    private static let behind =
        "SELECT count(*) FROM freshen.target WHERE acknowledged IS DISTINCT FROM (SELECT max(id) FROM freshen.change)"
}
