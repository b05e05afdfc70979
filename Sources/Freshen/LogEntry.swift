/// An entry of the log: what is stale, and what its path is rewritten to inside Next.js.
package struct LogEntry: Hashable, Sendable {
    package let stale: Stale
    package let next: String?

    package init(_ stale: Stale, next: String? = nil) {
        self.stale = stale
        self.next = next
    }

    /// What pods revalidate: both names of a path that is rewritten.
    package var forPods: [Stale] {
        [stale] + (next.map { [.path($0)] } ?? [])
    }
}

/// An entry that a dry run would add to the log, and why.
package struct PlannedEntry: Sendable {
    package let entry: LogEntry
    package let collection: String
    package let item: String
    package let reason: String

    package init(_ entry: LogEntry, collection: String, item: String, reason: String) {
        self.entry = entry
        self.collection = collection
        self.item = item
        self.reason = reason
    }
}

/// Who reads the log: some entries are for distributions alone.
package enum Audience: Sendable, Hashable {
    case pods
    case distributions
}
