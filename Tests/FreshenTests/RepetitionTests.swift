import Freshen
import TestSupport
import Testing

/// Repeated runs, by a clock that moves only during a pass or a pause.
@Suite(.timeLimit(.minutes(10))) struct RepetitionTests {
    private final class Day {
        var now: Instant
        var isInterrupted = false
        /// The pass in which a signal comes; 0: none.
        var interrupts = 0
        /// How long the next passes take; those after the last take nothing.
        var durations: [Duration] = []
        var began: [String] = []
        var told: [ExitCode] = []
        private var results: [Result<Report, Failure>]

        init(_ time: String, _ results: [Result<Report, Failure>] = []) throws {
            now = try #require(Instant(rfc3339: "2026-12-01T\(time)Z"))
            self.results = results
        }

        func run(every: Duration = .seconds(10), until: Int = 55) -> ExitCode {
            Repetition(every: every, until: until)(
                clock: { now }, pause: { now = now + $0 }, isInterrupted: { isInterrupted }, run: pass,
                report: { result in
                    switch result {
                    case .success(let report): told.append(report.exit)
                    case .failure(let failure): told.append(failure.exit)
                    }
                })
        }

        private func pass() throws(Failure) -> Report {
            began.append(String(now.description.dropFirst(14).dropLast()))
            if began.count == interrupts { isInterrupted = true }
            if !durations.isEmpty { now = now + durations.removeFirst() }
            return results.isEmpty ? Report() : try results.removeFirst().get()
        }
    }

    private static func report(_ exit: ExitCode, _ outcome: Report.Outcome = .nothing) -> Result<Report, Failure> {
        var report = Report()
        (report.exit, report.outcome) = (exit, outcome)
        return .success(report)
    }

    @Test(arguments: [
        ("09:00:00", 10, 55, ["00:00", "00:10", "00:20", "00:30", "00:40", "00:50"]),
        ("09:00:31", 10, 55, ["00:31", "00:41", "00:51"]), ("09:00:45", 10, 55, ["00:45"]),
        ("09:00:54.999", 10, 55, ["00:54.999"]), ("09:00:57", 10, 55, ["00:57"]),
        ("09:59:40", 10, 0, ["59:40", "59:50"]),
        ("09:00:00", 60, 55, ["00:00"]), ("09:00:00", 10, 10, ["00:00"]),
    ])
    func `passes start at the interval until the given second of the first one's minute`(
        start: String, every: Int, until: Int, began: [String]
    ) throws {
        let day = try Day(start)
        #expect(day.run(every: .seconds(every), until: until) == .done)
        #expect(day.began == began && day.told.count == began.count)
    }

    @Test func `a pass that takes longer is followed at once, and the interval counts from there`() throws {
        let day = try Day("09:00:00")
        day.durations = [.seconds(3), .seconds(25), .seconds(1), .seconds(40)]
        #expect(day.run() == .done)
        #expect(day.began == ["00:00", "00:10", "00:35", "00:45"])
    }

    @Test func `a clock that is set back to another minute ends the passes`() throws {
        let day = try Day("09:00:00")
        day.durations = [.seconds(0), .seconds(-3600)]
        #expect(day.run() == .done)
        #expect(day.began == ["00:00", "00:10"])
    }

    @Test(arguments: [
        ([report(.tryAgain, .owed), report(.done, .done)], ExitCode.done),
        ([report(.done), report(.tryAgain, .owed)], .tryAgain),
        ([report(.tryAgain, .owed), report(.done, .busy)], .tryAgain),
        ([report(.tryAgain, .busy), report(.done)], .done),
        ([.failure(Failure(.tryAgain, "unreachable")), report(.done)], .done),
        ([report(.done), .failure(Failure(.tryAgain, "unreachable"))], .tryAgain),
    ])
    func `the gravest code wins, and 75 counts only from the last pass`(
        results: [Result<Report, Failure>], exit: ExitCode
    ) throws {
        let day = try Day("09:00:40", results)
        #expect(day.run() == exit)
        #expect(day.began.count == 2)
    }

    @Test(arguments: [ExitCode.configuration, .refused, .bug])
    func `a failure that retrying does not mend ends the passes`(exit: ExitCode) throws {
        for last in [.failure(Failure(exit, "for good")), Self.report(exit, .refused)] {
            let day = try Day("09:00:00", [Self.report(.done), last, Self.report(.done)])
            #expect(day.run() == exit)
            #expect(day.told == [.done, exit])
        }
    }

    @Test func `a failure of one web entry does not end the passes of the others`() throws {
        var report = Report()
        (report.exit, report.outcome) = (.configuration, .owed)
        let world = try World.settled()
        report.pods = try world.run().pods
        let day = try Day("09:00:40", [.success(report), Self.report(.done)])
        #expect(day.run() == .configuration && day.told == [.configuration, .done])
    }

    @Test func `a pass that a signal ends before its look does not change the exit code`() throws {
        let interrupted = Result<Report, Failure>.failure(Failure(.tryAgain, "interrupted"))
        for (before, told) in [([Self.report(.done)], 1), ([], 1), ([Self.report(.tryAgain, .owed)], 1)] {
            let day = try Day("09:00:00", before + [interrupted])
            day.interrupts = before.count + 1
            #expect(day.run() == (before.first.flatMap { try? $0.get() }?.exit ?? .tryAgain))
            #expect(day.told.count == told && day.began.count == before.count + 1)
        }
    }

    @Test func `a signal ends the passes after a pass and during a pause`() throws {
        let during = try Day("09:00:00", [Self.report(.tryAgain, .owed)])
        during.isInterrupted = true
        #expect(during.run() == .tryAgain)
        #expect(during.began.count == 1 && during.now.description == "2026-12-01T09:00:00Z")
        let pause = try Day("09:00:00")
        let code = Repetition(every: .seconds(10), until: 55)(
            clock: { pause.now }, pause: { _ in pause.isInterrupted = true }, isInterrupted: { pause.isInterrupted },
            run: { () throws(Failure) in Report() }, report: { _ in pause.told.append(.done) })
        #expect(code == .done && pause.told.count == 1)
    }
}
