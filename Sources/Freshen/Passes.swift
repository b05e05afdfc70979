internal import Text

/// Runs again and again until the wall clock shows a second.
///
/// It does not count from its own beginning: a job that was started late would make every later one late.
package struct Passes: Sendable {
    /// From the beginning of one pass to that of the next; a pass that takes longer is followed at once.
    package let every: Duration
    /// The second of the minute, 0 to 59, from which on no pass begins; 0 is the end of the minute.
    package let until: Int

    package init(every: Duration, until: Int) {
        self.every = every
        self.until = until
    }

    /// Makes one pass at least, and none in another minute than the first; `tell` hears how each of them ended.
    ///
    /// The code to end with is the gravest of all passes, but for what was still owed: a later pass has delivered that,
    /// or owes it itself. What trying again does not mend (any failure but 75) is the end. `pause` waits so long, or until
    /// a signal comes; `clock` is the wall clock.
    package func callAsFunction(
        clock: () -> Instant, pause: (Duration) -> Void, isInterrupted: () -> Bool,
        pass: () throws(Failure) -> Report, tell: (Result<Report, Failure>) -> Void
    ) -> ExitCode {
        let minute = clock().minute
        var ending = Ending()
        while true {
            let began = clock()
            let result = Result(catching: pass)
            if ending.isCutOff(result, isInterrupted()) { return ending.code }
            tell(result)
            ending.take(result)
            let now = clock()
            let left = rest(from: began, to: now)
            guard ending.mayGoOn, !isInterrupted(), isOpen(now + left, minute) else { return ending.code }
            pause(left)
            guard !isInterrupted(), isOpen(clock(), minute) else { return ending.code }
        }
    }

    /// What is left of the interval; all of it where the clock was set back.
    private func rest(from began: Instant, to now: Instant) -> Duration {
        max(.zero, every - .microseconds(max(0, now.microseconds - began.microseconds)))
    }

    /// Whether a pass may begin: a clock that was set to another minute ends it, too.
    private func isOpen(_ instant: Instant, _ minute: Int64) -> Bool {
        instant.minute == minute && (until == 0 || instant.second < until)
    }
}

extension Passes {
    /// How all passes so far end together.
    private struct Ending {
        private var gravest = ExitCode.done
        private var owed = ExitCode.done
        private(set) var mayGoOn = true
        private var isFirst = true

        var code: ExitCode { gravest.or(owed) }

        /// Whether a signal cut off a pass before it had looked: what the pass before it left is the last word.
        func isCutOff(_ result: Result<Report, Failure>, _ isInterrupted: Bool) -> Bool {
            guard case .failure(let failure) = result else { return false }
            return isInterrupted && !isFirst && failure.exit == .tryAgain
        }

        mutating func take(_ result: Result<Report, Failure>) {
            isFirst = false
            switch result {
            case .success(let report):
                // Who found another one at work does not know what is owed.
                guard report.outcome != .busy || report.exit != .done else { return }
                take(report.exit)
            case .failure(let failure):
                take(failure.exit)
                mayGoOn = failure.exit == .tryAgain
            }
        }

        private mutating func take(_ exit: ExitCode) {
            owed = exit == .tryAgain ? .tryAgain : .done
            if exit != .tryAgain { gravest = gravest.or(exit) }
        }
    }
}

extension Instant {
    fileprivate var minute: Int64 { microseconds.floorDivided(by: 60_000_000) }
    fileprivate var second: Int64 { (microseconds - minute * 60_000_000) / 1_000_000 }
}
