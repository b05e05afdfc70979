/// A line of the ledger about one run, kept for `Retention.days`.
package struct RunRecord: Sendable, Equatable {
    /// The instant that was looked at; nil: there was no look.
    package let lookedAt: Instant?
    package let finishedAt: Instant
    package let command: String
    package let outcome: String
    package let exit: Int
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
