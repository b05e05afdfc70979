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
