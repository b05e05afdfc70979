/// What a look found.
package struct LookResult: Sendable {
    /// The instant looked at; nil: entries were appended without a look.
    package var lookedAt: Instant?
    /// How far the job's clock is from the database's; nil: there was no look.
    package var clocks: ClockDifference?
    /// How many items made at least one page or tag stale.
    package var changes = 0
    /// Whether this was the very first look, which records all items and makes nothing stale.
    package var isFirst = false
    /// Why everything became stale; nil: it did not.
    package var everything: String?
    /// In the very first look and in a dry run: the items of each collection and of its routes.
    package var collections: [CollectionSummary] = []
    /// Why sources could not be compared; their items stay as they are.
    package var unread: [Failure] = []
    /// The groups of objects that were kept back, each after the name of its source.
    package var waiting: [String] = []
    /// In a dry run: the entries that the log would have gained.
    package var planned: [PlannedEntry] = []

    package init(lookedAt: Instant?) {
        self.lookedAt = lookedAt
    }
}

/// How a look ended.
package enum LookOutcome: Sendable {
    /// Another freshen holds the run lock; the last look that ended is this long ago.
    case busy(checkpointAge: Duration?)
    case finished(LookResult)
}
