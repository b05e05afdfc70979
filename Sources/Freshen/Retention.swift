/// How long the ledger keeps log entries, accepted batches and the lines of runs.
package enum Retention {
    /// In days.
    package static let days = 7
    /// How long the sums of CloudFront's items are kept, in months.
    package static let monthsOfUsage = 13
    /// How long what AWS said of an alias is taken as true, in hours.
    package static let hoursOfAliases = 24
}
