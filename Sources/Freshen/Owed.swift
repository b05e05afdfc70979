/// What a target is owed: the log's entries after its offset.
package struct Owed: Sendable {
    /// The entries, without duplicates.
    package let entries: [LogEntry]
    /// Whether everything is owed because single entries cannot be sent: they are unknown, pruned or too many.
    package let needsEverything: Bool

    /// The log's entries after `offset`; everything instead, if there are more than `limit`.
    ///
    /// Everything is also owed if nothing was ever delivered (`offset` is nil), or if entries after `offset` were pruned.
    /// `pruned` is the last pruned entry.
    package init(_ entries: [LogEntry], after offset: Int?, pruned: Int = 0, limit: Int) {
        let isFlood = entries.count > limit
        self.entries = isFlood ? [] : entries
        needsEverything = isFlood || (offset.map { $0 < pruned } ?? true)
    }

    /// Whether nothing is owed.
    package var isEmpty: Bool { entries.isEmpty && !needsEverything }

    /// Whether everything is owed, or an entry of the log stands for everything.
    package var includesEverything: Bool { needsEverything || entries.contains { $0.stale == .everything } }

    /// With further entries; where there are then more than `flood`, everything is owed.
    func adding(_ new: [LogEntry], flood: Int) -> Owed {
        let all = Set(entries + new)
        guard all.count <= flood else { return Owed(needsEverything: true) }
        return Owed(Array(all), needsEverything: needsEverything)
    }

    /// Makes what is owed of these entries; by default of none.
    init(_ entries: [LogEntry] = [], needsEverything: Bool = false) {
        self.entries = entries
        self.needsEverything = needsEverything
    }

    /// What a distribution is sent: everything replaces all other entries.
    var stale: [Stale] { includesEverything ? [.everything] : Set(entries.map(\.stale)).sorted() }
}

extension WebRule {
    /// What a pod of this entry is sent.
    func stale(_ owed: Owed) -> [Stale] {
        // Entries are sent beside everything, too: Next.js revalidates a page of the Pages Router by its own path only.
        let named = Set(owed.entries.flatMap(\.forPods).map(spelled)).subtracting([.everything])
        return named.union(owed.includesEverything ? everything : []).sorted()
    }

    /// An entry with its path as the application spells it; the paths of `everything` are used as the file spells them.
    private func spelled(_ stale: Stale) -> Stale {
        guard trailingSlash, case .path(let path) = stale else { return stale }
        return .path(TrailingSlash.with.spellings(of: path)[0])
    }
}
