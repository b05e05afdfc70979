import Freshen
import PostgresClient
import Testing

extension CrashTests {
    @Test func `a distribution that is added later gets everything once, the other one nothing`() throws {
        let site = try stage.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.write { $0.distributions.append(Audience.otherDistribution) }
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        let heard = try site.audience.heard(since: moment, pods: site.file.pods)
        #expect(heard.posts == [0, 0, 0, 1] && heard.cloudFront.items == ["/*"])
        #expect(heard.cloudFront.requests.map(\.distribution) == [Audience.otherDistribution])
        try site.expectNothingOwed()
    }

    @Test func `a slug with ~ or * is told to pods as it is, and to CloudFront as the wildcard before that`() throws {
        let site = try stage.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.cms.execute(
            """
            UPDATE articles SET slug = 'spring~sale' WHERE slug = 'article-09';
            UPDATE articles SET slug = 'five*hotel' WHERE slug = 'article-10'
            """)
        #expect(try site.run().outcome == "done")
        // Whoever sends them as they are is refused, and sends the wildcards after that.
        #expect(try site.value("SELECT count(*) FROM freshen.quarantine") == "0")
        let heard = try site.audience.heard(since: moment, pods: site.file.pods)
        #expect(heard.pods.allSatisfy { $0.items.isSuperset(of: ["/articles/spring~sale", "/articles/five*hotel"]) })
        #expect(heard.cloudFront.items.isSuperset(of: ["/articles/spring*", "/articles/five*"]))
        #expect(heard.cloudFront.items.allSatisfy { !$0.contains("~") && !$0.dropLast().contains("*") })
        #expect(heard.early(settle: Site.settle) == [] && heard.missing(settle: Site.settle) == [])
        try site.expectNothingOwed()
    }

    /// One more wildcard than CloudFront works on at a time.
    @Test func `sixteen edited pages with {path}?* are purged with and without a query`() throws {
        let site = try stage.site()
        try #require(site.run().outcome == "done")
        try site.write { $0.variants = #"["{path}", "{path}?*"]"# }
        try site.audience.set(site.audience.cloudFront, #"{"complete": true, "polls": 0}"#)
        let moment = monotonicNow()
        try site.cms.execute(
            "UPDATE articles SET body = body || '!' WHERE slug >= 'article-10' AND slug < 'article-26'")
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        let heard = try site.audience.heard(since: moment, pods: site.file.pods)
        let pages = Set((10..<26).map { "/articles/article-\($0)" })
        #expect(heard.pods.allSatisfy { $0.items == pages })
        #expect(heard.cloudFront.items == pages.union(pages.map { $0 + "?*" }))
        #expect(heard.cloudFront.requests.allSatisfy { $0.items.count { $0.hasSuffix("*") } <= 15 })
        try site.expectNothingOwed()
    }

    /// A pod's age counts by its own clock, the log by the database's.
    @Test(arguments: [-10, 10])
    func `a new pod whose clock is 10 s off is owed what was captured since it is fresh, and not everything`(
        seconds: Int
    ) throws {
        let site = try stage.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.bear(2, clock: seconds)
        try site.cms.execute("UPDATE articles SET body = 'since it is fresh' WHERE slug = 'article-09'")
        #expect(try site.run().outcome == "done")
        let heard = try site.audience.heard(since: moment, pods: site.file.pods)
        #expect(heard.items.allSatisfy { $0.contains("/articles/article-09") && !$0.contains("/*") }, "\(heard.items)")
        let all = try site.heard()
        #expect(all.missing(settle: Site.settle) == [] && all.early(settle: Site.settle) == [])
        try site.expectNothingOwed()
    }
}
