/// A run that had something to tell, as the ledger keeps it for seven days.
package struct PastRun: Sendable, Equatable {
    /// N; nil: it did not look.
    package let at: Instant?
    package let finishedAt: Instant
    package let command: String
    package let outcome: String
    package let exit: Int
    package let changes: Int

    package init(at: Instant?, finishedAt: Instant, command: String, outcome: String, exit: Int, changes: Int) {
        self.at = at
        self.finishedAt = finishedAt
        self.command = command
        self.outcome = outcome
        self.exit = exit
        self.changes = changes
    }
}

/// Keeps a line of each run that had something to tell.
package protocol RunRecording {
    func record(_ report: Report, of command: String) throws(Failure)
}

extension Report {
    /// The report, once the ledger holds a line of it; an idle `run` and a dry run leave none.
    ///
    /// What was done is done: that the line cannot be written is said in the report, and changes no exit code.
    package func recorded(_ order: LookOrder, as command: String, in ledger: any RunRecording) -> Report {
        guard !order.isDryRun, order.kind != .changes || hasSomethingToTell else { return self }
        do throws(Failure) {
            try ledger.record(self, of: command)
            return self
        } catch {
            var report = self
            report.error = report.error ?? "the ledger has no line of this run: \(error.message)"
            return report
        }
    }

    private var hasSomethingToTell: Bool {
        exit != .done || isFirst || ![.nothing, .busy].contains(outcome)
    }
}
