/// A run that had something to tell, as the ledger keeps it for seven days.
package struct PastRun: Sendable, Equatable {
    /// N; nil: it did not look.
    package let at: Instant?
    package let finishedAt: Instant
    package let command: String
    package let outcome: String
    package let exit: Int
    package let changes: Int
    /// What kept it from its end.
    package let error: String?

    package init(
        at: Instant?, finishedAt: Instant, command: String, outcome: String, exit: Int, changes: Int,
        error: String? = nil
    ) {
        self.at = at
        self.finishedAt = finishedAt
        self.command = command
        self.outcome = outcome
        self.exit = exit
        self.changes = changes
        self.error = error
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

    /// What kept the run from its end, in one line; else what the first of those said that made it fail.
    package var obstacle: String? {
        guard exit != .done, error == nil else { return error }
        let pod = pods.first { $0.detail != nil && $0.exit != .done }
        let edge = cloudfront.first { $0.exit != .done }
        return pod.map { "\($0.name): \($0.outcome), \($0.detail ?? "")" }
            ?? edge.map { "\($0.distribution): \($0.outcome), \($0.detail ?? "")" }
    }

    private var hasSomethingToTell: Bool {
        exit != .done || isFirst || ![.nothing, .busy].contains(outcome)
    }
}
