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
        let lists = PodLists(site.webs, finder)
        if !request.isDryRun { try enlistBeforeLook(lists) }
        failpoint(.beforeLook)
        switch try ledger.look(request) {
        case .busy(let age): return .busy(checkpointAge: age)
        case .finished(let look):
            let fleet = lists.fleet(within: request.isDryRun ? Self.longestListing : Self.patienceWithLists)
            return request.isDryRun
                ? Report(look, try plan(look, fleet)) : Report(look, try deliver(to: fleet, lists))
        }
    }

    /// How long a web entry whose pods are listed waits for those of another one, after the look.
    static let patienceWithLists = Duration.seconds(1)

    /// Longer than a list takes (`PodFinding` has a limit of its own).
    static let longestListing = Duration.seconds(15)

    /// Targets that are known at the very first look start at the log's head, so it waits for the lists of pods.
    private func enlistBeforeLook(_ lists: PodLists) throws(Failure) {
        let state = try ledger.deliveryState()
        let pods = state.hasLooked ? [] : lists.fleet(within: Self.longestListing).targets
        _ = try enlist(pods + site.distributions.map(\.target), state)
    }

    /// Adds targets that the ledger does not have; returns its state after that.
    func enlist(_ targets: [Target], _ state: DeliveryState) throws(Failure) -> DeliveryState {
        let new = targets.filter { state.states[$0] == nil }
        guard !new.isEmpty else { return state }
        try ledger.enlist(new)
        return try ledger.deliveryState()
    }

    private func deliver(to fleet: Fleet, _ lists: PodLists) throws(Failure) -> Delivery {
        let state = try deletingTargets(notIn: fleet, enlist(fleet.targets, ledger.deliveryState()))
        failpoint(.beforePods)
        var delivery = Delivery(fleet, knownWebs: state.webs)
        let unchanged = try notifyPods(state, lists, &delivery)
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
