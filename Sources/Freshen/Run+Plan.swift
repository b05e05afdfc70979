extension Run {
    /// What a run would send at this moment: what is owed and what is new.
    func plan(_ seen: Seen, _ fleet: Fleet, _ report: inout Report) throws(Failure) {
        let standing = try ledger.standing()
        let head = standing.head
        let new = seen.planned.map(\.entry)
        for member in fleet.members {
            let offset = offset(of: member.pod.target, standing)
            let owed = try owed(.pods, after: offset, upTo: head, new)
            let order = PodOrder(pod: member.pod, web: member.web, stale: member.web.stale(owed))
            report.add(planned: order, everything: owed.everything)
        }
        let again = firstLacking(fleet, standing)
        for distribution in site.distributions {
            let open = try ledger.openBatches(of: distribution.id)
            // What was asked for and not answered is asked again, and only then what came after it.
            let told = open.map(\.upTo).max() ?? offset(of: distribution.target, standing)
            // What pods lacked, or what a new one may have served, is told again once they have been told.
            let offset = again == 0 ? nil : [told, again.map { $0 - 1 }].compactMap { $0 }.min()
            let owed = try owed(.distributions, after: offset, upTo: head, new)
            let items = open.flatMap(\.items) + (owed.isEmpty ? [] : try items(for: owed, distribution))
            report.cloudfront.append(
                Report.Edge(distribution: distribution.id, outcome: items.isEmpty ? "nothing" : "planned", items: items)
            )
        }
        let behind = standing.offsets.values.compactMap { $0 }.min() ?? head
        let reasons = try ledger.reasons(after: behind, upTo: head) + seen.planned
        report.reasons = reasons.map(Report.Reason.init).sorted { ($0.path, $0.item) < ($1.path, $1.item) }
    }

    /// The first entry that some pod lacked when distributions were told it, 0 being everything: what a pod that was
    /// never told anything makes of it, unless it says freshSince, which a dry run does not ask.
    private func firstLacking(_ fleet: Fleet, _ standing: Standing) -> Int? {
        guard standing.hasLooked else { return nil }
        let isNew = fleet.targets.contains { standing.offset(of: $0) == nil }
        return isNew ? 0 : standing.states.values.compactMap(\.lacking).min()
    }

    /// Who is known by the very first look starts at the log's head.
    private func offset(of target: Target, _ standing: Standing) -> Int? {
        standing.offset(of: target) ?? (standing.hasLooked ? nil : standing.head)
    }

    private func items(for owed: Owed, _ distribution: DistributionRule) throws(Failure) -> [String] {
        do {
            return try edge.batches(for: owed.stale, distribution).flatMap { $0 }
        } catch {
            throw Failure(error.exit, error.message)
        }
    }

    private func owed(
        _ audience: Audience, after offset: Int?, upTo head: Int, _ new: [LogEntry]
    ) throws(Failure) -> Owed {
        var owed = try owed(audience, after: offset, upTo: head)
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
