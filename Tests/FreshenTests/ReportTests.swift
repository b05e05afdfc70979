import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReportTests {
    @Test(arguments: [
        (ExitCode.refused, Report.Outcome.refused), (.tryAgain, .owed), (.bug, .owed), (.configuration, .owed),
    ])
    func `the report of a failed run says why`(exit: ExitCode, outcome: Report.Outcome) {
        let report = Report(failure: Failure(exit, "the server went away"))
        #expect(report.outcome == outcome && report.exit == exit)
        #expect(report.error == "the server went away" && report.lookedAt == nil)
    }

    @Test func `the price counts every item of every distribution`() throws {
        let world = try World.settled()
        world.distributions.append(World.distribution("E2"))
        _ = try world.run()
        world.ledger.finds = (0..<10).map { LogEntry(.path("/\($0)")) }
        #expect(try world.run().price == 0.1)
    }
}
