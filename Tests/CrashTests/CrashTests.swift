import Freshen
import Glibc
import Testing

/// Runs are killed, disconnected and run twice at once; every pod and CloudFront still receive what they are owed.
///
/// The tests run one after the other because they share the stand-ins.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CrashTests {
    let fixture: SharedFixture

    init() throws {
        fixture = try SharedFixture.shared.get()
    }

    @Test func `a run that is not killed sends all changes to each pod twice, then to CloudFront`() throws {
        for scenario in [Scenario.edited, .window] {
            let received = try scenario.withoutKill()
            let changed = ["article-04", "article-05", "moved", "article-06", "article-07"].map { "/articles/" + $0 }
            #expect(received.posts == [2, 2, 2, 1])
            #expect(received.items.allSatisfy { $0.isSuperset(of: changed + ["/sitemap.xml"]) }, "\(received.items)")
            let isSentAgain = received.cloudFront.items.contains("/articles/article-08")
            #expect(isSentAgain == (scenario.command != ["run"]))
        }
    }

    @Test(arguments: Kill.all)
    func `after a kill at this moment the next run sends what is owed, once and in order`(kill: Kill) throws {
        let (site, scenario) = (try fixture.site(), kill.scenario)
        try scenario.before(site)
        let killed = try site.run(scenario.command, killedAt: kill.moment)
        try #require(killed.status == 128 + SIGKILL, "\(killed)")
        try scenario.meanwhile(site)
        let next = try site.runAfterKill(scenario.next)
        #expect(next.status == 0 && next.outcome != "busy", "\(next)")
        try site.expectAllDelivered(as: scenario)
    }

    @Test func `after a kill during a migration the next one completes the schema`() throws {
        let site = try fixture.bareSite()
        #expect(try site.run(["migrate"], killedAt: .migrating).status == 128 + SIGKILL)
        #expect(try site.run().status == 78)
        #expect(try site.run(["migrate"]).status == 0)
        #expect(try site.schema() == fixture.site().schema())
        let first = try site.run()
        #expect(first.status == 0 && first.outcome == "nothing", "\(first)")
    }
}
