/// Stores one line about a run.
package protocol RunRecording {
    func record(_ report: Report, of command: String) throws(Failure)
}

extension Report {
    /// Stores a line about this run in the ledger, unless it was a dry run or had nothing to do; returns the report.
    ///
    /// If the line cannot be stored, the returned report mentions that; the exit code stays the same.
    package func storeLine(_ request: LookRequest, as command: String, in ledger: any RunRecording) -> Report {
        guard !request.isDryRun, request.kind != .changes || hadSomethingToDo else { return self }
        do throws(Failure) {
            try ledger.record(self, of: command)
            return self
        } catch {
            var report = self
            report.error = report.error ?? "the ledger has no line of this run: \(error.message)"
            return report
        }
    }

    /// Why the run did not finish its work, in one line: its own error, else that of the first target that failed.
    package var obstacle: String? {
        guard exit != .done, error == nil else { return error }
        let pod = pods.first { $0.detail != nil && $0.exit != .done }
        let distribution = cloudfront.first { $0.exit != .done }
        return pod.map { "\($0.name): \($0.outcome.text), \($0.detail ?? "")" }
            ?? distribution.map { "\($0.distribution): \($0.outcome.rawValue), \($0.detail ?? "")" }
    }

    private var hadSomethingToDo: Bool { exit != .done || isFirst || ![.nothing, .busy].contains(outcome) }
}

/// A line of the ledger about one run, kept for `Retention.days`.
package struct RunRecord: Sendable, Equatable {
    /// The instant that was looked at; nil: there was no look.
    package let lookedAt: Instant?
    /// When the run ended, by the database's clock.
    package let finishedAt: Instant
    /// The command, such as `run`, and `Report.outcome`.
    package let command, outcome: String
    /// The exit code, and how many items had something stale.
    package let exit, changes: Int
    /// Why the run did not finish its work; nil: it did.
    package let error: String?

    package init(
        lookedAt: Instant?, finishedAt: Instant, command: String, outcome: String, exit: Int, changes: Int,
        error: String? = nil
    ) {
        self.lookedAt = lookedAt
        self.finishedAt = finishedAt
        self.command = command
        self.outcome = outcome
        self.exit = exit
        self.changes = changes
        self.error = error
    }
}
