import PostgresClient
import Testing

extension CrashTests {
    @Test func `invalidate sends to every pod twice, then to CloudFront, and does not look at the CMS`()
        throws
    {
        let site = try fixture.site()
        let checkpoint = "SELECT concat(looked_at, run, snapshot) FROM freshen.checkpoint"
        let before = try site.value(checkpoint)
        let ending = try site.run(["invalidate", "caf\u{e9}s", "/articles/[slug]", "#menu"])
        #expect(ending.status == 0 && ending.outcome == "done", "\(ending)")
        let received = try site.received()
        #expect(received.posts == [2, 2, 2, 1] && received.sentTooEarly(settle: Site.settle) == [])
        #expect(received.pods.allSatisfy { $0.items == ["/caf%C3%A9s", "/articles/[slug]"] })
        #expect(received.cloudFront.items == ["/caf%C3%A9s", "/articles/*"])
        #expect(try site.value(checkpoint) == before)
        #expect(try site.run().outcome == "done")
        #expect(try site.received().cloudFront.items.contains("/articles/article-04"))
    }

    @Test func `invalidate needs no right to the CMS's tables and works before the first run`() throws {
        let site = try fixture.bareSite()
        #expect(try site.run(["migrate"]).status == 0)
        try site.cms.execute("REVOKE SELECT ON articles FROM \(Site.role)")
        let ending = try site.run(["invalidate", "--everything"])
        #expect(ending.status == 0 && ending.outcome == "done" && ending.everything == "named by freshen invalidate")
        #expect(try site.received().cloudFront.items == ["/*"])
        try site.cms.execute("GRANT SELECT ON articles TO \(Site.role)")
        #expect(try site.run().outcome == "nothing")
    }
}
