/// One run: look at the CMS, revalidate what is stale on every pod, then invalidate it at the CDN.
package struct Run {
    let site: Site
    let ledger: any LedgerKeeping
    let finder: any PodFinding
    let pods: any PodNotifying
    let cdn: any CDNInvalidating
    /// Checks what consumers download; nil: there is nothing to check.
    let checks: ReleaseChecks?
    let waitBudget: CDNWaitBudget
    let time: DeliveryTime
    /// Checks whether the CMS can answer renders, and returns why not; nil: it can, or no health URL is configured.
    let outage: () -> String?
    let isInterrupted: () -> Bool
    let failpoint: FailpointReached

    package init(
        site: Site, ledger: any LedgerKeeping, finder: any PodFinding, pods: any PodNotifying,
        cdn: any CDNInvalidating, checks: ReleaseChecks? = nil, waitBudget: CDNWaitBudget = .none(),
        time: DeliveryTime = .none(),
        outage: @escaping () -> String? = { nil }, isInterrupted: @escaping () -> Bool = { false },
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        self.site = site
        self.ledger = ledger
        self.finder = finder
        self.pods = pods
        self.cdn = cdn
        self.checks = checks
        self.waitBudget = waitBudget
        self.time = time
        self.outage = outage
        self.isInterrupted = isInterrupted
        self.failpoint = failpoint
    }

    /// Looks once and delivers what is owed, from this look and from earlier ones.
    package func callAsFunction(_ request: LookRequest) throws(Failure) -> Report {
        let fleet = Fleet(site.webs, finder)
        try fleet.throwIfMisconfigured()
        if !request.isDryRun { try ledger.enlist(fleet.targets + site.distributions.map(\.target)) }
        failpoint(.beforeLook)
        switch try look(request, fleet) {
        case .busy(let age): return .busy(checkpointAge: age)
        case .finished(let look):
            return request.isDryRun
                ? Report(look, try plan(look, fleet), fleet) : Report(look, try deliver(to: fleet))
        }
    }

    /// Looks; a failure also says which pods are not known, because listing them may have taken the time.
    private func look(_ request: LookRequest, _ fleet: Fleet) throws(Failure) -> LookOutcome {
        do throws(Failure) {
            return try ledger.look(request)
        } catch {
            guard let (web, reason) = fleet.unlisted.min(by: { $0.key < $1.key }) else { throw error }
            throw Failure(error.exit, "\(error.message); the pods of \(web) are not known: \(reason.message)")
        }
    }

    private func deliver(to fleet: Fleet) throws(Failure) -> Delivery {
        let state = try deletingTargets(notIn: fleet, try ledger.deliveryState())
        failpoint(.beforePods)
        var delivery = Delivery(fleet)
        let unchanged = try notifyPods(state, &delivery)
        failpoint(.beforeCloudFront)
        for distribution in site.distributions {
            delivery.add(try invalidate(distribution, delivery.fleet, unchanged))
        }
        delivery.checks = checks?()
        return delivery
    }

    /// Deletes the pods that no longer exist and the distributions that left freshen.yaml: they are owed nothing.
    private func deletingTargets(notIn fleet: Fleet, _ state: DeliveryState) throws(Failure) -> DeliveryState {
        let pods = fleet.noLongerListed(in: state)
        let kept = Set(site.distributions.map(\.target))
        let distributions = state.states.keys.filter { $0.kind == .distribution && !kept.contains($0) }
        guard !pods.isEmpty || !distributions.isEmpty else { return state }
        for distribution in distributions { try ledger.deleteDistribution(distribution.name) }
        if !pods.isEmpty { try ledger.delete(pods) }
        failpoint(.podsDeleted)
        return try ledger.deliveryState()
    }

    /// What the log holds after an offset, up to and including `upTo`; without a query if that can only be nothing.
    func owed(_ audience: Audience, after offset: Int?, upTo: Int) throws(Failure) -> Owed {
        if let offset, offset >= upTo { return Owed() }
        return try ledger.owed(audience, after: offset, upTo: upTo, limit: site.flood)
    }
}
