/// How long the ledger keeps log entries, accepted batches and the lines of runs.
package enum Retention {
    /// In days.
    package static let days = 7
}
