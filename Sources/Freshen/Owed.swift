/// What a target is owed: the log's entries after its offset.
package struct Owed: Sendable {
    /// The entries, without duplicates.
    package let entries: [LogEntry]
    /// Whether nothing less than everything is owed.
    package let everything: Bool

    /// Nothing.
    package init() {
        (entries, everything) = ([], false)
    }

    /// The log's entries after `offset`.
    ///
    /// Everything is owed where nothing was ever delivered (`offset` is nil), where entries after the offset were deleted
    /// (`pruned` is the highest id deleted), and where there are more than `limit` entries, which are then left out.
    package init(_ entries: [LogEntry], after offset: Int?, pruned: Int = 0, limit: Int) {
        let isFlood = entries.count > limit
        self.entries = isFlood ? [] : entries
        everything = isFlood || (offset.map { $0 < pruned } ?? true)
    }

    /// Whether nothing is owed.
    package var isEmpty: Bool { entries.isEmpty && !everything }

    /// Whether everything is owed, or an entry of the log stands for everything.
    package var saysEverything: Bool { everything || entries.contains { $0.stale == .everything } }

    /// With further entries; more than `flood` of them all become everything.
    func adding(_ new: [LogEntry], flood: Int) -> Owed {
        let all = Set(entries + new)
        guard all.count <= flood else { return Owed(entries: [], everything: true) }
        return Owed(entries: Array(all), everything: everything)
    }

    private init(entries: [LogEntry], everything: Bool) {
        (self.entries, self.everything) = (entries, everything)
    }

    /// What a distribution is sent: everything replaces all other entries.
    var stale: [Stale] {
        saysEverything ? [.everything] : Set(entries.map(\.stale)).sorted()
    }
}

extension WebRule {
    /// What a pod of this entry is sent.
    ///
    /// Everything is sent beside the paths, because Next.js revalidates a page of the Pages Router by its own path only.
    func stale(_ owed: Owed) -> [Stale] {
        let named = Set(owed.entries.flatMap(\.forPods)).subtracting([.everything])
        return named.union(owed.saysEverything ? everything : []).sorted()
    }
}
