internal import Text

/// Repeats a run until the wall clock shows a given second (`--every`, `--until`).
///
/// The end is a second of the minute and not a duration: a job that starts late must not end late.
package struct Passes: Sendable {
    /// From the start of one pass to the start of the next; after a pass that takes longer, the next starts at once.
    package let every: Duration
    /// The second of the minute, 0 to 59, from which no pass starts; 0 is the end of the minute.
    package let until: Int

    package init(every: Duration, until: Int) {
        self.every = every
        self.until = until
    }

    /// Makes at least one pass, and none in a later minute than the first.
    ///
    /// A failure other than 75 ends the passes.
    ///
    /// - Parameters:
    ///   - clock: the wall clock.
    ///   - pause: waits; it returns early when a signal comes.
    ///   - isInterrupted: whether a signal has come.
    ///   - pass: one run.
    ///   - report: is given the result of each pass.
    /// - Returns: the gravest exit code of all passes; 75 counts only where it is the last pass's, because a later pass has
    ///   delivered what an earlier one owed, or owes it itself.
    package func callAsFunction(
        clock: () -> Instant, pause: (Duration) -> Void, isInterrupted: () -> Bool,
        pass: () throws(Failure) -> Report, report: (Result<Report, Failure>) -> Void
    ) -> ExitCode {
        let minute = clock().minute
        var ending = Ending()
        while true {
            let began = clock()
            let result = Result(catching: pass)
            if ending.isCutOff(result, isInterrupted()) { return ending.code }
            report(result)
            ending.add(result)
            let now = clock()
            let left = rest(from: began, to: now)
            guard ending.mayGoOn, !isInterrupted(), isOpen(now + left, minute) else { return ending.code }
            pause(left)
            guard !isInterrupted(), isOpen(clock(), minute) else { return ending.code }
        }
    }

    /// The rest of the interval; all of it where the clock was set back.
    private func rest(from began: Instant, to now: Instant) -> Duration {
        max(.zero, every - .microseconds(max(0, now.microseconds - began.microseconds)))
    }

    /// Whether a pass may start; a clock that was set to another minute ends the passes, too.
    private func isOpen(_ instant: Instant, _ minute: Int64) -> Bool {
        instant.minute == minute && (until == 0 || instant.second < until)
    }
}

extension Passes {
    /// The exit code of the passes so far.
    private struct Ending {
        private var gravest = ExitCode.done
        private var owed = ExitCode.done
        private(set) var mayGoOn = true
        private var isFirst = true

        var code: ExitCode { gravest.orGraver(owed) }

        /// Whether a signal ended a pass before its look, so that the result of the pass before it counts.
        func isCutOff(_ result: Result<Report, Failure>, _ isInterrupted: Bool) -> Bool {
            guard case .failure(let failure) = result else { return false }
            return isInterrupted && !isFirst && failure.exit == .tryAgain
        }

        mutating func add(_ result: Result<Report, Failure>) {
            isFirst = false
            switch result {
            case .success(let report):
                // A pass that found another freshen at work does not know what is owed.
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
