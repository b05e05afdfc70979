import Freshen
import PostgresClient
import Testing

extension CrashTests {
    /// `freshSince` is an instant of the pod's clock, entries of the log have instants of the database's clock.
    @Test(arguments: [-10, 10])
    func `a new pod whose clock is 10 s off is owed what was captured after freshSince, not everything`(
        seconds: Int
    ) throws {
        let site = try fixture.site()
        try #require(site.run().outcome == "done")
        let moment = monotonicNow()
        try site.startNewPod(2, clock: seconds)
        try site.cms.execute("UPDATE articles SET body = 'since it is fresh' WHERE slug = 'article-09'")
        #expect(try site.run().outcome == "done")
        let received = try site.receivers.received(since: moment, pods: site.file.pods)
        #expect(
            received.items.allSatisfy { $0.contains("/articles/article-09") && !$0.contains("/*") }, "\(received.items)"
        )
        let all = try site.received()
        #expect(all.notSentAfterPods(settle: Site.settle) == [] && all.sentTooEarly(settle: Site.settle) == [])
        try site.expectNothingOwed()
    }
}
