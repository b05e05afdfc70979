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

    /// Makes at least one run, and none in a later minute than the first; a failure other than 75 ends the repetition.
    ///
    /// Returns the gravest exit code of all runs; 75 counts only where it is the last run's, because a later run has
    /// delivered what an earlier one owed, or owes it itself.
    package func callAsFunction(
        clock: () -> Instant, pause: (Duration) -> Void, isInterrupted: () -> Bool,
        run: () throws(Failure) -> Report, report: (Result<Report, Failure>) -> Void
    ) -> ExitCode {
        let minute = clock().minute
        var codes = ExitCodes()
        while true {
            let began = clock()
            let result = Result(catching: run)
            if codes.isCutOff(result, isInterrupted()) { return codes.code }
            report(result)
            codes.add(result)
            let now = clock()
            let left = rest(from: began, to: now)
            guard codes.mayGoOn, !isInterrupted(), isOpen(now + left, minute) else { return codes.code }
            pause(left)
            guard !isInterrupted(), isOpen(clock(), minute) else { return codes.code }
        }
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

extension Repetition {
    /// The exit code of the runs so far.
    private struct ExitCodes {
        private var gravest = ExitCode.done
        private var owed = ExitCode.done
        private(set) var mayGoOn = true
        private var isFirst = true

        var code: ExitCode { gravest.orGraver(owed) }

        /// Whether a signal ended a run before its look, so that the result of the run before it counts.
        func isCutOff(_ result: Result<Report, Failure>, _ isInterrupted: Bool) -> Bool {
            guard case .failure(let failure) = result else { return false }
            return isInterrupted && !isFirst && failure.exit == .tryAgain
        }

        mutating func add(_ result: Result<Report, Failure>) {
            isFirst = false
            switch result {
            case .success(let report):
                // A run that found another freshen at work does not know what is owed.
                guard report.outcome != .busy || report.exit != .done else { return }
                add(report.exit)
            case .failure(let failure):
                add(failure.exit)
                mayGoOn = failure.exit == .tryAgain
            }
        }

        private mutating func add(_ exit: ExitCode) {
            owed = exit == .tryAgain ? .tryAgain : .done
            if exit != .tryAgain { gravest = gravest.orGraver(exit) }
        }
    }
}

extension Instant {
    fileprivate var minute: Int64 { microseconds.floorDivided(by: 60_000_000) }
    fileprivate var second: Int64 { (microseconds - minute * 60_000_000) / 1_000_000 }
}
