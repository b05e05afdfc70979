import Freshen
import Glibc
import Testing

/// The program is killed, cut off and doubled; whoever is owed something hears it all the same.
///
/// One test after the other: they share those who are told.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CrashTests {
    let stage: Stage

    init() throws {
        stage = try Stage.shared.get()
    }

    @Test func `an undisturbed run tells each pod twice, then CloudFront, all that changed`() throws {
        for history in [History.edited, .window] {
            let heard = try history.control()
            let changed = ["article-04", "article-05", "moved", "article-06", "article-07"].map { "/articles/" + $0 }
            #expect(heard.posts == [2, 2, 2, 1])
            #expect(heard.items.allSatisfy { $0.isSuperset(of: changed + ["/sitemap.xml"]) }, "\(heard.items)")
            let isSentAgain = heard.cloudFront.items.contains("/articles/article-08")
            #expect(isSentAgain == (history.command != ["run"]))
        }
    }

    @Test(arguments: Kill.all)
    func `killed at this moment, the next run tells everyone what is due, once and in order`(kill: Kill) throws {
        let (site, history) = (try stage.site(), kill.history)
        try history.before(site)
        let killed = try site.run(history.command, dyingAt: kill.moment)
        try #require(killed.status == 128 + SIGKILL, "\(killed)")
        try history.meanwhile(site)
        let next = try site.runAfterKill(history.next)
        #expect(next.status == 0 && next.outcome != "busy", "\(next)")
        try site.expectAllTold(as: history)
    }

    @Test func `killed while it migrates, the next migration makes the schema whole`() throws {
        let site = try stage.bareSite()
        #expect(try site.run(["migrate"], dyingAt: .migrating).status == 128 + SIGKILL)
        #expect(try site.run().status == 78)
        #expect(try site.run(["migrate"]).status == 0)
        #expect(try site.schema() == stage.site().schema())
        let first = try site.run()
        #expect(first.status == 0 && first.outcome == "nothing", "\(first)")
    }
}
