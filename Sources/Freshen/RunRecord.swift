/// A line of the ledger about one run, kept for `Retention.days`.
package struct RunRecord: Sendable, Equatable {
    /// The instant that was looked at; nil: there was no look.
    package let lookedAt: Instant?
    /// When the run ended, by the database's clock.
    package let finishedAt: Instant
    /// The command, such as `run`.
    package let command: String
    /// `Report.outcome`.
    package let outcome: String
    /// The exit code.
    package let exit: Int
    /// How many items had something stale.
    package let changes: Int
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
