extension Run {
    /// Repeats what was stored and not answered, then asks for what every pod that it waits for has acknowledged.
    ///
    /// `known` is how far everybody has got where nobody has been told anything meanwhile.
    func tell(
        _ distribution: DistributionRule, _ fleet: Fleet, _ known: Standing?
    ) throws(Failure) -> Report.Edge {
        var line = Report.Edge(distribution: distribution.id, outcome: "nothing")
        do {
            let open = try ledger.openBatches(of: distribution.id)
            try send(open, &line)
            // Accepted batches moved the offset, pods theirs, and so does another run at any time.
            let standing = try (open.isEmpty ? known : nil) ?? ledger.standing()
            let offset = standing.offset(of: distribution.target)
            let webs = Set(site.webs(before: distribution).map(\.name))
            let pods = fleet.filter { webs.contains($0.web.name) }
            let isUnlisted = webs.contains { fleet.unlisted[$0] != nil }
            let holding = pods.members.filter { $0.holdsBack(standing) }
            let reached = isUnlisted ? 0 : holding.map { standing.offset(of: $0.pod.target) ?? 0 }.min()
            let upTo = min(reached ?? standing.head, standing.head)
            let owed = try owed(.distributions, after: offset, upTo: upTo)
            if !owed.isEmpty {
                let lacking = pods.members.filter { $0.lacks(upTo: upTo, standing) }.map(\.pod.target)
                try ledger.lack(lacking)
                let batches = try edge.batches(for: owed.stale, distribution)
                try ledger.store(distribution: distribution.id, batches: batches, upTo: upTo)
                reach(.batchStored)
                try send(try ledger.openBatches(of: distribution.id), &line)
                if !lacking.isEmpty { line.detail = Self.without(lacking.count) }
            }
            if upTo < standing.head { try wait(max(offset ?? 0, upTo), standing.head, &line) }
        } catch let failure as EdgeFailure {
            line.outcome = failure.isDeferred ? "deferred" : "owed"
            line.detail = failure.message
            line.exit = failure.exit
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.bug, "\(error)")
        }
        try delivery.confirm(&line)
        return line
    }

    /// Tells distributions that wait for none of these web entries; the others, and what comes later, have their turn when
    /// all pods have been told.
    func tellDistributions(butAfter webs: Set<String>, _ fleet: Fleet, _ report: inout Report) throws(Failure) {
        for distribution in site.distributions
        where !report.cloudfront.contains(where: { $0.distribution == distribution.id }) {
            if webs.isDisjoint(with: site.webs(before: distribution).map(\.name)) {
                report.add(try tell(distribution, fleet, nil))
            }
        }
    }

    private func send(_ batches: [Batch], _ line: inout Report.Edge) throws {
        try delivery.send(batches, &line)
    }

    private var delivery: EdgeDelivery {
        EdgeDelivery(ledger: ledger, edge: edge, patience: patience, isInterrupted: isInterrupted, reach: reach)
    }

    /// What pods have not acknowledged yet is owed to the CDN too, and not sent before they have.
    private func wait(_ reached: Int, _ head: Int, _ line: inout Report.Edge) throws(Failure) {
        guard try !owed(.distributions, after: reached, upTo: head).isEmpty else { return }
        line.outcome = "owed"
        line.detail = "waits for pods that have not acknowledged"
        line.exit = .tryAgain
    }

    private static func without(_ count: Int) -> String {
        count == 1
            ? "told without one pod that is behind; it is told again when that pod has caught up or is gone"
            : "told without \(count) pods that are behind; it is told again when they have caught up or are gone"
    }
}

extension Fleet.Member {
    /// Whether the CDN is told something that this pod has not done.
    fileprivate func lacks(upTo: Int, _ standing: Standing) -> Bool {
        isBehind(standing) && (standing.offset(of: pod.target) ?? -1) < upTo
    }
}
