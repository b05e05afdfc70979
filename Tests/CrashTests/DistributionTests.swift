import Freshen
import PostgresClient
import Testing

extension CrashTests {
    @Test func `a distribution that is added later is sent everything once, the other one nothing`() throws {
        let site = try fixture.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.changeFile { $0.distributions.append(Receivers.otherDistribution) }
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        let received = try site.receivers.received(since: moment, pods: site.file.pods)
        #expect(received.posts == [0, 0, 0, 1] && received.cloudFront.items == ["/*"])
        #expect(received.cloudFront.requests.map(\.distribution) == [Receivers.otherDistribution])
        try site.expectNothingOwed()
    }

    @Test func `a slug with ~ or * is sent to pods unchanged and to CloudFront as a wildcard`() throws {
        let site = try fixture.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.cms.execute(
            """
            UPDATE articles SET slug = 'spring~sale' WHERE slug = 'article-09';
            UPDATE articles SET slug = 'five*hotel' WHERE slug = 'article-10'
            """)
        #expect(try site.run().outcome == "done")
        // CloudFront refuses the unchanged paths; a quarantine would show that they were sent first.
        #expect(try site.value("SELECT count(*) FROM freshen.quarantine") == "0")
        let received = try site.receivers.received(since: moment, pods: site.file.pods)
        #expect(
            received.pods.allSatisfy { $0.items.isSuperset(of: ["/articles/spring~sale", "/articles/five*hotel"]) })
        #expect(received.cloudFront.items.isSuperset(of: ["/articles/spring*", "/articles/five*"]))
        #expect(received.cloudFront.items.allSatisfy { !$0.contains("~") && !$0.dropLast().contains("*") })
        #expect(
            received.sentTooEarly(settle: Site.settle) == [] && received.notSentAfterPods(settle: Site.settle) == [])
        try site.expectNothingOwed()
    }

    /// CloudFront allows 15 wildcards in progress.
    @Test func `sixteen edited pages with {path}?* are purged with and without a query`() throws {
        let site = try fixture.site()
        try #require(site.run().outcome == "done")
        try site.changeFile { $0.variants = #"["{path}", "{path}?*"]"# }
        try site.receivers.set(site.receivers.cloudFront, #"{"complete": true, "polls": 0}"#)
        let moment = monotonicNow()
        try site.cms.execute(
            "UPDATE articles SET body = body || '!' WHERE slug >= 'article-10' AND slug < 'article-26'")
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        let received = try site.receivers.received(since: moment, pods: site.file.pods)
        let pages = Set((10..<26).map { "/articles/article-\($0)" })
        #expect(received.pods.allSatisfy { $0.items == pages })
        #expect(received.cloudFront.items == pages.union(pages.map { $0 + "?*" }))
        #expect(received.cloudFront.requests.allSatisfy { $0.items.count { $0.hasSuffix("*") } <= 15 })
        try site.expectNothingOwed()
    }
}
