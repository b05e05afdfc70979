/// An entry of the log: what is stale, and what stands for it inside Next.js.
package struct LogEntry: Hashable, Sendable {
    /// What is stale.
    package let stale: Stale
    /// What pods revalidate as well: the path that a path is rewritten to, or the layout above the pages of a pattern.
    package let next: String?

    package init(_ stale: Stale, next: String? = nil) {
        self.stale = stale
        self.next = next
    }

    /// What pods revalidate: both names of a path that is rewritten, a pattern and the layout above it.
    package var forPods: [Stale] {
        guard let next else { return [stale] }
        if case .pattern = stale { return [stale, .pattern(next, .layout)] }
        return [stale, .path(next)]
    }
}

/// An entry that a dry run would add to the log, and why.
package struct PlannedEntry: Sendable {
    /// The entry.
    package let entry: LogEntry
    /// The collection and the key of the item; empty where there is none.
    package let collection, item: String
    /// Why the entry is stale.
    package let reason: String
    /// The web entries and distributions that it is for, by name; empty: all.
    package let targets: [String]

    package init(_ entry: LogEntry, collection: String, item: String, reason: String, targets: [String] = []) {
        self.entry = entry
        self.collection = collection
        self.item = item
        self.reason = reason
        self.targets = targets
    }

    /// Whether it is for a web entry, or a distribution, of this name.
    func isFor(_ name: String) -> Bool { targets.isEmpty || targets.contains(name) }

    /// The path, pattern or `#tag`, as reports show it.
    package var path: String { entry.stale.text }
}
