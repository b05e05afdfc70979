/// One run: notice what changed, make every pod forget it, then the CDN, and note how far each one got.
package struct Run {
    let site: Site
    let ledger: any LedgerKeeping
    let finder: any PodFinding
    let pods: any PodTelling
    let edge: any EdgeTelling
    let patience: EdgePatience
    let time: DeliveryTime
    /// Why the CMS cannot answer renders; nil: it can, or nobody asks.
    let outage: () -> String?
    let isInterrupted: () -> Bool
    let reach: FailpointReached

    package init(
        site: Site, ledger: any LedgerKeeping, finder: any PodFinding, pods: any PodTelling, edge: any EdgeTelling,
        patience: EdgePatience = .none, time: DeliveryTime = .none, outage: @escaping () -> String? = { nil },
        isInterrupted: @escaping () -> Bool = { false },
        reach: @escaping FailpointReached = { _ in }
    ) {
        self.site = site
        self.ledger = ledger
        self.finder = finder
        self.pods = pods
        self.edge = edge
        self.patience = patience
        self.time = time
        self.outage = outage
        self.isInterrupted = isInterrupted
        self.reach = reach
    }

    /// Looks once and delivers what is owed, old and new.
    package func callAsFunction(_ order: LookOrder) throws(Failure) -> Report {
        let fleet = Fleet(site.webs, finder)
        try fleet.refuseMisconfigured()
        if !order.isDryRun { try ledger.enlist(fleet.targets + site.distributions.map(\.target)) }
        reach(.beforeLook)
        switch try ledger.look(order) {
        case .busy(let age): return .busy(checkpointAge: age)
        case .seen(let seen):
            var report = Report(seen)
            var last = fleet
            if order.isDryRun {
                try plan(seen, fleet, &report)
            } else {
                last = try deliver(to: fleet, &report)
            }
            report.add(last.unlisted)
            report.conclude(isDryRun: order.isDryRun)
            return report
        }
    }

    /// Returns the pods of the last listing.
    private func deliver(to fleet: Fleet, _ report: inout Report) throws(Failure) -> Fleet {
        let standing = try forgotten(fleet, try ledger.standing())
        reach(.beforePods)
        let (fleet, wasTold) = try tellPods(fleet, standing, &report)
        reach(.beforeCloudFront)
        for distribution in site.distributions {
            let known = wasTold ? nil : standing
            report.add(try tell(distribution, fleet, known))
        }
        return fleet
    }

    /// Pods that are gone are owed nothing any more.
    private func forgotten(_ fleet: Fleet, _ standing: Standing) throws(Failure) -> Standing {
        let gone = fleet.gone(from: standing)
        guard !gone.isEmpty else { return standing }
        try ledger.forget(gone)
        reach(.forgotten)
        return try ledger.standing()
    }

    /// What lies between an offset and `upTo`; the ledger is asked only where something can.
    func owed(_ audience: Audience, after offset: Int?, upTo: Int) throws(Failure) -> Owed {
        if let offset, offset >= upTo { return Owed() }
        return try ledger.owed(audience, after: offset, upTo: upTo, limit: site.flood)
    }
}
