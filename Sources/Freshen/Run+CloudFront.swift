extension Run {
    /// Sends the open batches, then the entries that every pod for which the distribution waits has revalidated.
    ///
    /// `unchanged` is the ledger's state if nothing has changed since it was read; nil: it must be read again.
    func invalidate(
        _ distribution: DistributionRule, _ fleet: Fleet, _ unchanged: DeliveryState?
    ) throws(Failure) -> DistributionResult {
        var result = DistributionResult(distribution.id, budget: distribution.budget)
        do {
            let open = try ledger.openBatches(of: distribution.id)
            try batches.send(open, &result)
            // Offsets may have changed since: through accepted batches, notified pods, or another run.
            let state = try (open.isEmpty ? unchanged : nil) ?? ledger.deliveryState()
            result.month = state.states[distribution.target]?.month
            let waiting = Waiting(for: distribution, of: site, fleet, state)
            let offset = state.offset(of: distribution.target)
            try sendOwed(distribution, after: offset, waiting, state, &result)
            if waiting.upTo < state.head { try noteWaiting(max(offset ?? 0, waiting.upTo), state.head, &result) }
        } catch let failure as CDNFailure {
            result.outcome = [.notNow, .full].contains(failure.kind) ? .deferred : .owed
            result.add(remark: failure.message)
            result.exit = failure.exit
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.bug, "\(error)")
        }
        try batches.confirm(&result)
        return result
    }

    /// Invalidates the distributions that wait for none of these web entries, each at most once a run.
    ///
    /// `deliver` invalidates the others, and what has become stale for these in between.
    func invalidateDistributions(independentOf webs: Set<String>, _ delivery: inout Delivery) throws(Failure) {
        let handled = Set(delivery.distributions.map(\.distribution))
        for distribution in site.distributions where !handled.contains(distribution.id) {
            if webs.isDisjoint(with: site.webs(before: distribution).map(\.name)) {
                delivery.add(try invalidate(distribution, delivery.fleet, nil))
            }
        }
    }

    private func sendOwed(
        _ distribution: DistributionRule, after offset: Int?, _ waiting: Waiting, _ state: DeliveryState,
        _ result: inout DistributionResult
    ) throws {
        let owed = try owed(.distribution(distribution.id), after: offset, upTo: waiting.upTo)
        guard !owed.isEmpty else { return try passOver(distribution, offset, waiting.upTo) }
        try ledger.markForResend(waiting.notWaitedFor)
        let plan = try cdn.plan(for: owed.stale, distribution, budget: result.leftOfBudget)
        result.note(plan)
        try ledger.store(distribution: distribution.id, batches: plan.batches, upTo: waiting.upTo)
        failpoint(.batchStored)
        try batches.send(try ledger.openBatches(of: distribution.id), &result)
        let again = "it is sent again when"
        switch waiting.notWaitedFor.count {
        case 0: break
        case 1: result.add(remark: "sent although one pod is behind; \(again) that pod has caught up or is gone")
        case let count:
            result.add(remark: "sent although \(count) pods are behind; \(again) they have caught up or are gone")
        }
    }

    /// Moves a distribution's offset past entries for other targets: once they are pruned it would be owed everything.
    private func passOver(_ distribution: DistributionRule, _ offset: Int?, _ upTo: Int) throws(Failure) {
        guard let offset, offset < upTo else { return }
        try ledger.acknowledge([distribution.target], after: offset, upTo: upTo)
    }

    private var batches: BatchDelivery {
        BatchDelivery(
            ledger: ledger, cdn: cdn, waitBudget: waitBudget, isInterrupted: isInterrupted, failpoint: failpoint)
    }

    /// Notes that the distribution is owed something that pods have not done yet.
    private func noteWaiting(_ reached: Int, _ head: Int, _ result: inout DistributionResult) throws(Failure) {
        guard try !owed(.distribution(result.distribution), after: reached, upTo: head).isEmpty else { return }
        result.outcome = .owed
        result.add(remark: "waits for pods that are behind")
        result.exit = .tryAgain
    }
}

/// Where CloudFront waits for a pod: how much of the log a distribution may be sent.
private struct Waiting {
    /// The last entry that every pod for which the distribution waits has revalidated.
    let upTo: Int
    /// Pods that lack entries up to this one although the distribution does not wait for them.
    let notWaitedFor: [Target]

    init(for distribution: DistributionRule, of site: Site, _ fleet: Fleet, _ state: DeliveryState) {
        let webs = Set(site.webs(before: distribution).map(\.name))
        let pods = fleet.members(of: site.webs.filter { webs.contains($0.name) }, state)
        let delaying = pods.filter { $0.delaysCloudFront(state) }
        let done = delaying.map { state.offset(of: $0.pod.target) ?? 0 }.min()
        let upTo = min(done ?? state.head, state.head)
        self.upTo = upTo
        notWaitedFor = pods.filter { $0.isBehind(state) && (state.offset(of: $0.pod.target) ?? -1) < upTo }
            .map(\.pod.target)
    }
}
