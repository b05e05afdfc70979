/// One run: notice what changed, make every pod forget it, then the CDN, and note how far each one got.
package struct Run {
    let site: Site
    let ledger: any LedgerKeeping
    let pods: any PodTelling
    let edge: any EdgeTelling
    let isInterrupted: () -> Bool
    let reach: FailpointReached

    package init(
        site: Site, ledger: any LedgerKeeping, pods: any PodTelling, edge: any EdgeTelling,
        isInterrupted: @escaping () -> Bool = { false }, reach: @escaping FailpointReached = { _ in }
    ) {
        self.site = site
        self.ledger = ledger
        self.pods = pods
        self.edge = edge
        self.isInterrupted = isInterrupted
        self.reach = reach
    }

    /// Looks once and delivers what is owed, old and new.
    package func callAsFunction(_ order: LookOrder) throws(Failure) -> Report {
        if !order.isDryRun { try ledger.enlist(site.targets) }
        reach(.beforeLook)
        switch try ledger.look(order) {
        case .busy(let age): return .busy(checkpointAge: age)
        case .seen(let seen):
            var report = Report(seen)
            if order.isDryRun {
                try plan(seen, &report)
            } else {
                try deliver(&report)
            }
            report.conclude(isDryRun: order.isDryRun)
            return report
        }
    }

    private func deliver(_ report: inout Report) throws(Failure) {
        let standing = try ledger.standing()
        reach(.beforePods)
        let acknowledged = try tellPods(standing, &report)
        reach(.beforeCloudFront)
        for distribution in site.distributions {
            let pods = site.webs(before: distribution).flatMap(\.targets)
            let upTo = pods.map { acknowledged[$0] ?? 0 }.min() ?? standing.head
            report.cloudfront.append(try tell(distribution, upTo: upTo, standing, &report))
        }
    }

    // MARK: Pods

    /// Tells every pod what it is owed, all of them at once; returns how far each one has got.
    private func tellPods(_ standing: Standing, _ report: inout Report) throws(Failure) -> [Target: Int] {
        let head = standing.head
        var acknowledged: [Target: Int] = [:]
        let orders = try orders(standing, &acknowledged, &report)
        let due = orders.filter { !$0.stale.isEmpty }
        let outcomes = isInterrupted() ? due.map { _ in .failed(.interrupted, "") } : pods.tell(due)
        reach(.podsTold)
        let told = Dictionary(uniqueKeysWithValues: zip(due.map(\.target), outcomes))
        let done = orders.map(\.target).filter { told[$0] == .done }
        try ledger.acknowledge(done, upTo: head)
        for target in done { acknowledged[target] = head }
        reach(.podAcknowledged)
        for order in orders { report.add(order, told[order.target]) }
        return acknowledged
    }

    /// What each pod is owed; those of one application that have got equally far are owed the same.
    private func orders(
        _ standing: Standing, _ acknowledged: inout [Target: Int], _ report: inout Report
    ) throws(Failure) -> [PodOrder] {
        var owed: [Int?: Owed] = [:]
        var orders: [PodOrder] = []
        for web in site.webs {
            var told: [Int?: [Stale]] = [:]
            for target in web.targets {
                let offset = standing.offset(of: target)
                if owed[offset] == nil { owed[offset] = try self.owed(after: offset, upTo: standing.head) }
                let stale = told[offset] ?? web.stale(owed[offset] ?? Owed())
                if told.updateValue(stale, forKey: offset) == nil { report.add(stale) }
                acknowledged[target] = offset ?? 0
                orders.append(PodOrder(target: target, web: web, stale: stale))
            }
        }
        return orders
    }

    // MARK: CloudFront

    /// Repeats what was stored and not answered, then asks for what every pod has acknowledged since.
    private func tell(
        _ distribution: DistributionRule, upTo: Int, _ standing: Standing, _ report: inout Report
    ) throws(Failure) -> Report.Edge {
        var line = Report.Edge(distribution: distribution.id, outcome: "nothing")
        do {
            let open = try ledger.openBatches(of: distribution.id)
            try send(open, &line)
            let before = standing.offset(of: distribution.target)
            // Accepted batches move the offset, and so does another run while pods are told.
            let offset = before == standing.head ? before : try ledger.standing().offset(of: distribution.target)
            let owed = try owed(after: offset, upTo: upTo)
            if !owed.isEmpty {
                let batches = edge.batches(for: owed.stale, distribution)
                try ledger.store(distribution: distribution.id, batches: batches, upTo: upTo)
                reach(.batchStored)
                try send(try ledger.openBatches(of: distribution.id), &line)
            }
            if upTo < standing.head { try wait(offset, upTo, standing.head, &line, &report) }
        } catch let failure as EdgeFailure {
            line.outcome = "owed"
            line.detail = failure.message
            report.exit = report.exit.or(failure.exit)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.bug, "\(error)")
        }
        return line
    }

    private func send(_ batches: [Batch], _ line: inout Report.Edge) throws {
        for batch in batches {
            guard !isInterrupted() else { throw EdgeFailure(.tryAgain, "interrupted") }
            line.items += batch.items
            let invalidation = try edge.send(batch)
            reach(.cloudFrontAnswered)
            try ledger.accept(batch, invalidation: invalidation)
            reach(.batchAccepted)
            line.invalidations.append(invalidation)
            line.outcome = "accepted"
        }
    }

    /// What pods have not acknowledged yet is owed to the CDN too, and not sent before they have.
    private func wait(
        _ offset: Int?, _ upTo: Int, _ head: Int, _ line: inout Report.Edge, _ report: inout Report
    ) throws(Failure) {
        let reached = max(offset ?? 0, upTo)
        guard try !owed(after: reached, upTo: head).isEmpty else { return }
        line.outcome = "owed"
        line.detail = "waits for pods that have not acknowledged"
        report.exit = report.exit.or(.tryAgain)
    }

    /// What lies between an offset and `upTo`; the ledger is asked only where something can.
    func owed(after offset: Int?, upTo: Int) throws(Failure) -> Owed {
        if let offset, offset >= upTo { return Owed() }
        return try ledger.owed(after: offset, upTo: upTo, limit: site.flood)
    }
}
