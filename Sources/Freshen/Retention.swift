/// How long the ledger keeps log entries, accepted batches and the lines of runs.
package enum Retention {
    package static let days = 7
}
