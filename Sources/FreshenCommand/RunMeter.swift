internal import Freshen
internal import Metrics

/// Measures runs, prints their reports and writes their metrics after them.
final class RunMeter {
    private let runner: Runner
    private let metrics: MetricsWriter
    private let console: Console
    private var began = System.instant
    private var duration = Duration.zero

    init(_ runner: Runner, _ metrics: MetricsWriter, _ console: Console) {
        self.runner = runner
        self.metrics = metrics
        self.console = console
    }

    func run() throws(Failure) -> Report {
        let start = ContinuousClock.now
        began = System.instant
        defer { duration = ContinuousClock.now - start }
        return try runner.run()
    }

    /// Prints the result of the run, then writes its metrics; returns the exit code, which a failure to write does not change.
    func finish(_ result: Result<Report, Failure>) -> ExitCode {
        let code = console.show(result)
        guard metrics.isOn else { return code }
        let run = measured(result)
        attempt { () throws(Failure) in
            if let line = try metrics.line(run) { console.note(line) }
        }
        attempt { () throws(Failure) in try metrics.export(run) }
        return code
    }

    /// The run, with the ledger's state where something is owed; a run that failed knows nothing of that.
    private func measured(_ result: Result<Report, Failure>) -> MeasuredRun {
        var status: LedgerStatus?
        let report: Report
        switch result {
        case .success(let success):
            report = success
            attempt { () throws(Failure) in status = try runner.stateOfOwed(success) }
        case .failure(let failure): report = Report(failure: failure)
        }
        return MeasuredRun(report, status: status, began: began, duration: duration)
    }

    private func attempt(_ body: () throws(Failure) -> Void) {
        do throws(Failure) {
            try body()
        } catch {
            console.complain("metrics: \(error.message)")
        }
    }
}
