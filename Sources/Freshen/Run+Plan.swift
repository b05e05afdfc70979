extension Run {
    /// What a run would send now: what the log holds, and what the look would add.
    func plan(_ look: LookResult, _ fleet: Fleet) throws(Failure) -> Plan {
        let state = try ledger.deliveryState()
        let new = { (name: String) in look.planned.filter { $0.isFor(name) }.map(\.entry) }
        var plan = Plan(webFailures: fleet.failures(knownWebs: state.webs))
        for member in fleet.members {
            let offset = offset(of: member.pod.target, state)
            let owed = try owed(.pods(of: member.web.name), after: offset, upTo: state.head)
                .adding(new(member.web.name), flood: site.flood)
            let request = PodRequest(pod: member.pod, web: member.web, stale: member.web.stale(owed))
            plan.pods.append((request, owed.needsEverything))
        }
        let resendFrom = resendFrom(fleet, state)
        for distribution in site.distributions {
            plan.distributions.append(try self.plan(distribution, resendFrom: resendFrom, new(distribution.id), state))
        }
        let behind = state.offsets.values.compactMap { $0 }.min() ?? state.head
        plan.reasons = try ledger.reasons(after: behind, upTo: state.head) + look.planned
        return plan
    }

    /// What a run would send to one distribution: open batches, then the entries after them.
    ///
    /// After the pods, a run sends distributions again the entries that pods lacked, and everything if a pod is new.
    private func plan(
        _ distribution: DistributionRule, resendFrom: Int?, _ new: [LogEntry], _ state: DeliveryState
    ) throws(Failure) -> DistributionResult {
        let open = try ledger.openBatches(of: distribution.id)
        let sent = open.map(\.upTo).max() ?? offset(of: distribution.target, state)
        let offset = resendFrom == 0 ? nil : sent.map { min($0, resendFrom.map { $0 - 1 } ?? $0) }
        let owed = try owed(.distribution(distribution.id), after: offset, upTo: state.head)
            .adding(new, flood: site.flood)
        var result = DistributionResult(distribution.id, budget: distribution.budget)
        result.month = state.states[distribution.target]?.month
        open.forEach { result.plan($0.items) }
        do throws(CDNFailure) {
            guard !owed.isEmpty else { return result }
            let plan = try cdn.plan(for: owed.stale, distribution, budget: result.leftOfBudget)
            result.note(plan)
            plan.batches.forEach { result.plan($0) }
        } catch {
            throw Failure(error.exit, error.message)
        }
        return result
    }

    /// The first entry that distributions will be sent again; 0: everything, nil: none.
    ///
    /// A dry run greets no pod, so it assumes that a new pod is owed everything.
    private func resendFrom(_ fleet: Fleet, _ state: DeliveryState) -> Int? {
        guard state.hasLooked else { return nil }
        let isNew = fleet.targets.contains { state.offset(of: $0) == nil }
        return isNew ? 0 : state.states.values.compactMap(\.resendFrom).min()
    }

    /// Targets known at the very first look start at the log's head.
    private func offset(of target: Target, _ state: DeliveryState) -> Int? {
        state.offset(of: target) ?? (state.hasLooked ? nil : state.head)
    }
}

/// What a dry run found that a run would send.
struct Plan {
    /// What is wrong with web entries.
    let webFailures: [Failure]
    var pods: [(request: PodRequest, isEverything: Bool)] = []
    var distributions: [DistributionResult] = []
    /// Why each entry is stale.
    var reasons: [PlannedEntry] = []
}
