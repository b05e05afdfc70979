import PostgresClient
import Testing

extension CrashTests {
    @Test func `what is asked for by name goes to every pod twice, then to CloudFront, and the CMS is not looked at`()
        throws
    {
        let site = try stage.site()
        let checkpoint = "SELECT concat(looked_at, run, snapshot) FROM freshen.checkpoint"
        let before = try site.value(checkpoint)
        let ending = try site.run(["invalidate", "caf\u{e9}s", "/articles/[slug]", "#menu"])
        #expect(ending.status == 0 && ending.outcome == "done", "\(ending)")
        let heard = try site.heard()
        #expect(heard.posts == [2, 2, 2, 1] && heard.early(settle: Site.settle) == [])
        #expect(heard.pods.allSatisfy { $0.items == ["/caf%C3%A9s", "/articles/[slug]"] })
        #expect(heard.cloudFront.items == ["/caf%C3%A9s", "/articles/*"])
        #expect(try site.value(checkpoint) == before)
        #expect(try site.run().outcome == "done")
        #expect(try site.heard().cloudFront.items.contains("/articles/article-04"))
    }

    @Test func `it needs no right to the CMS's tables, and works before the first run`() throws {
        let site = try stage.bareSite()
        #expect(try site.run(["migrate"]).status == 0)
        try site.cms.execute("REVOKE SELECT ON articles FROM \(Site.role)")
        let ending = try site.run(["invalidate", "--everything"])
        #expect(ending.status == 0 && ending.outcome == "done" && ending.everything == "asked for", "\(ending)")
        #expect(try site.heard().cloudFront.items == ["/*"])
        try site.cms.execute("GRANT SELECT ON articles TO \(Site.role)")
        #expect(try site.run().outcome == "nothing")
    }
}
