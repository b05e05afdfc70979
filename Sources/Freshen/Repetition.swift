internal import Text

/// Repeats a run until a given second of the wall clock (`--every`, `--until`): a job that starts late must not end late.
package struct Repetition: Sendable {
    /// From the start of one run to the start of the next; after a run that takes longer, the next starts at once.
    package let every: Duration
    /// The second of the minute, 0 to 59, from which no run starts; 0 is the end of the minute.
    package let until: Int

    package init(every: Duration, until: Int) {
        self.every = every
        self.until = until
    }

    /// Runs once, and again while the minute of the first run lasts and `until` has not come.
    ///
    /// A run with an exit code other than 0 and 75 ends the repetition, unless it serves pods all the same. The result is the gravest exit code of all runs; 75
    /// counts only from the last run, because a later run has delivered what an earlier one owed, or owes it itself.
    package func callAsFunction(
        clock: () -> Instant, pause: (Duration) -> Void, isInterrupted: () -> Bool,
        run: () throws(Failure) -> Report, report: (Result<Report, Failure>) -> Void
    ) -> ExitCode {
        let minute = clock().minute
        var codes: [ExitCode] = []
        var isFirst = true
        repeat {
            let began = clock()
            let result = Result(catching: run)
            // A signal ended this run before its look, so the result of the run before it counts.
            if !isFirst, isInterrupted(), case .failure(let failure) = result, failure.exit == .tryAgain { break }
            report(result)
            isFirst = false
            if let code = result.exit {
                codes.append(code)
                if ![.done, .tryAgain].contains(code), !result.servesPods { break }
            }
            let now = clock()
            let left = rest(from: began, to: now)
            guard !isInterrupted(), isOpen(now + left, minute) else { break }
            pause(left)
        } while !isInterrupted() && isOpen(clock(), minute)
        return codes.filter { $0 != .tryAgain }.reduce(codes.last ?? .done) { $0.orGraver($1) }
    }

    /// The rest of the interval; all of it where the clock was set back.
    private func rest(from began: Instant, to now: Instant) -> Duration {
        max(.zero, every - .microseconds(max(0, now.microseconds - began.microseconds)))
    }

    /// Whether a run may start; a clock that was set to another minute ends the repetition, too.
    private func isOpen(_ instant: Instant, _ minute: Int64) -> Bool {
        instant.minute == minute && (until == 0 || instant.second < until)
    }
}

extension Result<Report, Failure> {
    /// The exit code of the run; nil: another freshen held the run lock, so it is unknown what is owed.
    fileprivate var exit: ExitCode? {
        switch self {
        case .success(let report): report.outcome == .busy && report.exit == .done ? nil : report.exit
        case .failure(let failure): failure.exit
        }
    }
}

extension Result<Report, Failure> {
    /// Whether there are pods that took what they were sent, or that are owed nothing: another web entry may be at fault.
    fileprivate var servesPods: Bool {
        guard case .success(let report) = self else { return false }
        return report.pods.contains { if case .failed = $0.outcome { false } else { true } }
    }
}

extension Instant {
    fileprivate var minute: Int64 { microseconds.floorDivided(by: 60_000_000) }
    fileprivate var second: Int64 { (microseconds - minute * 60_000_000) / 1_000_000 }
}
