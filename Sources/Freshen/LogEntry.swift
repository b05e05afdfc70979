/// An entry of the log: what is stale, and what its path is rewritten to inside Next.js.
package struct LogEntry: Hashable, Sendable {
    /// What is stale.
    package let stale: Stale
    /// The path inside Next.js; nil: it is not rewritten.
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
    /// The entry.
    package let entry: LogEntry
    /// The collection of the item; empty where there is no item.
    package let collection: String
    /// The key of the item; empty where there is none.
    package let item: String
    /// Why the entry is stale.
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
