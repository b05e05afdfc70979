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

    @Test func `what no revalidation reaches and a clock that was set are said of a pod that is done`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/sitemap.xml"))]
        var answer = PodAnswer(.done)
        answer.unsupported = [Refusal(.path("/sitemap.xml"), reason: "a route handler")]
        answer.clockStep = .milliseconds(-501)
        world.pods.answers["a"] = answer
        let report = try world.run()
        let pod = try #require(report.pods.first { $0.url == "a" })
        #expect(report.exit == .done && pod.outcome == .done && pod.unsupported == ["/sitemap.xml"])
        #expect(
            pod.detail
                == "unsupported: /sitemap.xml (a route handler); its wall clock was set by -0.501 s since it started, so that "
                + "Next.js misses revalidations: restart it")
        answer.clockStep = .milliseconds(500)
        answer.unsupported = []
        world.pods.answers["a"] = answer
        world.ledger.finds = [LogEntry(.path("/b"))]
        #expect(try world.run().pods.allSatisfy { $0.detail == nil })
    }

    @Test func `a report says what a pod refused`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.refusals["a"] = [Refusal(.path("/a"), reason: "no"), Refusal(.tag("t"), reason: "no")]
        #expect(try world.run().pods.map { [$0.url: $0.refusedCount] } == [["a": 2], ["b": 0]])
    }

    @Test func `something is owed where a run fails, and where a pod that is not ready does`() throws {
        let world = try World.settled()
        #expect(try !world.run().owesSomething)
        (world.ledger.finds, world.pods.failures) = (World.paths, ["a": .timedOut])
        #expect(try world.run().owesSomething)
        world.listing.unready = ["a"]
        let report = try world.run()
        #expect(report.exit == .done && report.owesSomething)
        world.pods.failures = [:]
        #expect(try !world.run().owesSomething)
    }
}
