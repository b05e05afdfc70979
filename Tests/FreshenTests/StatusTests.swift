@testable import Freshen
import Testing

/// When `status` complains, and which runs leave a line in the ledger.
@Suite(.timeLimit(.minutes(10))) struct StatusTests {
    private static let now = Instant(microseconds: 1_796_115_600_000_000)

    private func status(lookedBefore age: Duration?, owedFor ages: [Duration?] = []) -> LedgerStatus {
        var status = LedgerStatus(now: Self.now)
        status.capturedAt = age.map { Self.now - $0 }
        status.lines = ages.enumerated().map { index, age in
            LedgerStatus.Line(
                target: Target(kind: .distribution, name: "E\(index)"), offset: 1, owed: age == nil ? 0 : 1,
                everything: false, since: age.map { Self.now - $0 })
        }
        return status
    }

    private static let late = "the last look was 5 min ago: is `freshen run` scheduled, and does it end well?"

    @Test(
        arguments: [
            (nil, [], "there was no look yet: is `freshen run` scheduled?"), (Duration.seconds(0), [], nil),
            (.seconds(300), [nil, .seconds(300)], nil), (.seconds(301), [], late),
            (.seconds(1), [nil, .seconds(301), .seconds(2)], "E1 has been owed something for 5 min"),
            (
                .seconds(1), [.seconds(301), .seconds(10_000), .seconds(400)],
                "E1 has been owed something for 2 h; so have 2 other targets"
            ),
            (.seconds(301), [.seconds(302)], late + "; E0 has been owed something for 5 min"),
            (.seconds(-30), [.seconds(-30)], nil),
        ] as [(Duration?, [Duration?], String?)])
    func `status complains about what is older than the given age`(
        age: Duration?, owed: [Duration?], complaint: String?
    ) {
        #expect(status(lookedBefore: age, owedFor: owed).complaint(maxAge: .seconds(300)) == complaint)
    }

    @Test(arguments: [
        (0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 d"), (-5, "0 s"),
    ])
    func `an age is written with one unit`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).rounded == text)
    }

    // MARK: Lines of runs

    private final class Book: RunRecording {
        var lines: [String] = []
        var failure: Failure?

        func record(_ report: Report, of command: String) throws(Failure) {
            if let failure { throw failure }
            lines.append("\(command) \(report.outcome)")
        }
    }

    private func report(_ outcome: Report.Outcome, _ exit: ExitCode = .done, isFirst: Bool = false) -> Report {
        var report = Report()
        (report.outcome, report.exit, report.isFirst) = (outcome, exit, isFirst)
        return report
    }

    private func order(_ kind: LookRequest.Kind = .changes, isDryRun: Bool = false) -> LookRequest {
        LookRequest(kind: kind, isDryRun: isDryRun, jobClock: Self.now)
    }

    @Test func `idle runs and dry runs leave no line, all others do`() {
        let book = Book()
        for quiet in [report(.nothing), report(.busy)] { _ = quiet.storeLine(order(), as: "run", in: book) }
        _ = report(.planned).storeLine(order(.everyItem, isDryRun: true), as: "reconcile", in: book)
        #expect(book.lines.isEmpty)
        for loud in [
            report(.nothing, isFirst: true), report(.done), report(.owed, .tryAgain), report(.busy, .tryAgain),
        ] {
            _ = loud.storeLine(order(), as: "run", in: book)
        }
        _ = report(.nothing).storeLine(order(.everyItem), as: "reconcile", in: book)
        #expect(book.lines == ["run nothing", "run done", "run owed", "run busy", "reconcile nothing"])
    }

    @Test func `a run's error is its own failure, else the first failed target's detail`() {
        var owed = report(.owed, .tryAgain)
        #expect(owed.obstacle == nil)
        owed.cloudfront = [
            result("E0", .accepted, "told without one pod", .done), result("E1", .deferred, "Throttling", .tryAgain),
        ]
        #expect(owed.obstacle == "E1: deferred, Throttling")
        owed.pods = [
            pod("a", .done, "everything", .done),
            // Not ready, so that it makes no run fail.
            pod("c", .failed(.unreachable), "refused", .done),
            pod("b", .failed(.busy), "503", .tryAgain),
        ]
        #expect(owed.obstacle == "b: busy, 503")
        owed.error = "no pods were found"
        #expect(owed.obstacle == "no pods were found")
        owed.exit = .done
        owed.error = nil
        #expect(owed.obstacle == nil)
    }

    @Test func `a line that cannot be written is reported and does not change the exit code`() {
        let book = Book()
        book.failure = Failure(.tryAgain, "the database cannot be reached")
        let kept = report(.done).storeLine(order(), as: "run", in: book)
        #expect(kept.exit == .done && kept.outcome == .done)
        #expect(kept.error == "the ledger has no line of this run: the database cannot be reached")
    }

    private func result(
        _ id: String, _ outcome: DistributionResult.Outcome, _ detail: String, _ exit: ExitCode
    ) -> DistributionResult {
        var result = DistributionResult(id, outcome)
        (result.detail, result.exit) = (detail, exit)
        return result
    }

    private func pod(
        _ name: String, _ outcome: Report.Pod.Outcome, _ detail: String, _ exit: ExitCode
    ) -> Report.Pod {
        let pod = Pod(web: "web", url: "http://\(name)", label: name)
        var line = Report.Pod(PodRequest(pod: pod, web: World.web("web", []), stale: []), outcome: outcome)
        (line.detail, line.exit) = (detail, exit)
        return line
    }
}
