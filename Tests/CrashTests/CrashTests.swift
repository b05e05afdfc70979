import Freshen
import Glibc
import Testing

/// The program is killed, cut off and doubled; whoever is owed something hears it all the same.
///
/// One test after the other: they share those who are told.
@Suite(.serialized) struct CrashTests {
    let stage: Stage

    init() throws {
        stage = try Stage.shared.get()
    }

    @Test(arguments: Failpoint.allCases.filter { $0 != .migrating })
    func `killed at this moment, the next run tells everyone what is due, once and in order`(
        moment: Failpoint
    ) throws {
        let site = try stage.site()
        let command = moment == .windowAppended ? stage.catchUp : ["run"]
        let killed = try site.run(command, dyingAt: moment)
        try #require(killed.status == 128 + SIGKILL, "\(killed)")
        let next = try site.runAfterKill(command)
        #expect(next.status == 0 && next.outcome != "busy", "\(next)")
        try site.expectAllTold(as: command)
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
