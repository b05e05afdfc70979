extension Run {
    /// What a run would send at this moment: what is owed and what is new.
    func plan(_ seen: Seen, _ report: inout Report) throws(Failure) {
        let standing = try ledger.standing()
        let head = standing.head
        let new = seen.planned.map(\.entry)
        for web in site.webs {
            for target in web.targets {
                let owed = try owed(after: standing.offset(of: target), upTo: head, isFirst: !standing.hasLooked, new)
                report.add(
                    planned: PodOrder(target: target, web: web, stale: web.stale(owed)), everything: owed.everything)
            }
        }
        for distribution in site.distributions {
            let open = try ledger.openBatches(of: distribution.id)
            // What was asked for and not answered is asked again, and only then what came after it.
            let offset = open.map(\.upTo).max() ?? standing.offset(of: distribution.target)
            let owed = try owed(after: offset, upTo: head, isFirst: !standing.hasLooked, new)
            let items =
                open.flatMap(\.items) + (owed.isEmpty ? [] : edge.batches(for: owed.stale, distribution).flatMap { $0 })
            report.cloudfront.append(
                Report.Edge(distribution: distribution.id, outcome: items.isEmpty ? "nothing" : "planned", items: items)
            )
        }
        let behind = standing.offsets.values.compactMap { $0 }.min() ?? head
        let reasons = try ledger.reasons(after: behind, upTo: head) + seen.planned
        report.reasons = reasons.map(Report.Reason.init).sorted { ($0.path, $0.item) < ($1.path, $1.item) }
    }

    private func owed(
        after offset: Int?, upTo head: Int, isFirst: Bool, _ new: [LogEntry]
    ) throws(Failure) -> Owed {
        guard !isFirst else { return Owed() }
        var owed = try owed(after: offset, upTo: head)
        owed.entries = Array(Set(owed.entries + new))
        return owed.entries.count > site.flood ? Owed(everything: true) : owed
    }
}

extension Report.Reason {
    fileprivate init(_ planned: PlannedEntry) {
        self.init(
            path: planned.entry.stale.text, collection: planned.collection, item: planned.item, reason: planned.reason)
    }
}
