import Freshen

extension SimulatedRun: LedgerKeeping {
    private func call<Value>(_ call: String, _ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        guard !isDead else { throw Self.killed }
        let death = approach(call)
        if death == .before {
            die(.before, call)
            throw Self.killed
        }
        let value = try body()
        if death == .after {
            die(.after, call)
            throw Self.killed
        }
        return value
    }

    private static let killed = Failure(.bug, "killed")

    func look(_ order: LookRequest) throws(Failure) -> LookOutcome {
        try call("look") { () throws(Failure) in
            if world.fault(1, of: 20) { return .busy(checkpointAge: nil) }
            let until = world.now - (world.flaw == .noMargin ? 0 : world.margin)
            let isFirst = !world.ledger.deliveryState().hasLooked
            var head = world.ledger.log.count
            for page in 0..<world.pages {
                let version = world.edits[page].count { $0 <= until }
                guard version > world.found[page] else { continue }
                world.found[page] = version
                guard !isFirst else { continue }
                world.ledger.finds.append(LogEntry(.path(SimulatedWorld.path(of: page))))
                head += 1
                world.captured.append((id: head, page: page, version: version))
                note("finds /\(page) v\(version) as \(head)")
            }
            if world.flaw == .checkpointFirst, world.fault(1, of: 5) {
                world.ledger.finds = []
                die(.before, "writing the log")
                throw Self.killed
            }
            return try world.ledger.look(order)
        }
    }

    func enlist(_ targets: [Target]) throws(Failure) {
        try call("enlist") { () throws(Failure) in
            let known = world.ledger.states
            world.ledger.enlist(targets)
            guard world.ledger.deliveryState().hasLooked else { return }
            for target in targets where known[target] == nil {
                switch (world.flaw, target.kind) {
                case (.newDistributionIgnored, .distribution):
                    world.ledger.states[target]?.offset = world.ledger.log.count
                case (.newPodIgnored, .pod):
                    let said = Incarnation(freshSince: "now", age: .zero)
                    world.ledger.renew(target, said, asked: world.ledger.now, margin: .zero)
                default: break
                }
            }
        }
    }

    func deliveryState() throws(Failure) -> DeliveryState {
        let state = try call("deliveryState") { () throws(Failure) in world.ledger.deliveryState() }
        decidedOn = state
        return state
    }

    func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) throws(Failure) -> Owed {
        try call("owed") { () throws(Failure) in
            let owed = world.ledger.owed(audience, after: offset, upTo: upTo, limit: limit)
            guard world.flaw == .noEverything, audience.kind == .distribution, offset != nil else { return owed }
            return Owed(owed.entries.filter { $0.stale != .everything }, after: offset, limit: limit)
        }
    }

    func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry] {
        try call("reasons") { () throws(Failure) in world.ledger.reasons(after: offset, upTo: upTo) }
    }

    func acknowledge(_ targets: [Target], after: Int?, upTo: Int) throws(Failure) {
        try call("acknowledge \(targets.map(\.name)) up to \(upTo)") { () throws(Failure) in
            let after = world.flaw == .anyProcess ? nil : after
            world.ledger.acknowledge(targets, after: after, upTo: upTo)
            for target in targets {
                world.acknowledged[target] = world.answered[target]
                if world.flaw == .resendFromDropped { world.ledger.states[target]?.resendFrom = nil }
            }
        }
    }

    func markForResend(_ pods: [Target]) throws(Failure) {
        try call("markForResend \(pods.map(\.name))") { () throws(Failure) in
            if world.flaw != .notMarkedForResend { world.ledger.markForResend(pods) }
        }
    }

    func delete(_ pods: [Target]) throws(Failure) {
        try call("delete \(pods.map(\.name))") { () throws(Failure) in
            if world.flaw == .deletedIsNotResent { for pod in pods { world.ledger.states[pod]?.resendFrom = nil } }
            world.ledger.delete(pods)
        }
    }

    func deleteDistribution(_ id: String) throws(Failure) {
        try call("delete distribution \(id)") { () throws(Failure) in world.ledger.deleteDistribution(id) }
    }

    func recordIncarnations(_ incarnations: [Target: Incarnation]) throws(Failure) {
        try call("recordIncarnations") { () throws(Failure) in world.ledger.recordIncarnations(incarnations) }
    }

    func renew(_ pod: Target, _ said: Incarnation, asked: Instant, margin: Duration) throws(Failure) {
        try call("renew \(pod.name)") { () throws(Failure) in
            if world.flaw == .renewedIsNotResent { world.ledger.states[pod]?.resendFrom = nil }
            let asked = world.flaw == .lateAge ? world.ledger.now : asked
            world.ledger.renew(pod, said, asked: asked, margin: margin)
        }
    }

    func quarantine(_ refused: [Refusal<Stale>], of pod: Target) throws(Failure) {
        try call("quarantine") { () throws(Failure) in world.ledger.quarantine(refused, of: pod) }
    }

    func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure) {
        try call("store \(batches) of \(distribution) up to \(upTo)") { () throws(Failure) in
            checkPatience(upTo)
            world.ledger.store(distribution: distribution, batches: batches, upTo: upTo)
        }
    }

    func openBatches(of distribution: String) throws(Failure) -> [Batch] {
        try call("openBatches") { () throws(Failure) in world.ledger.openBatches(of: distribution) }
    }

    func accept(_ batch: Batch, invalidation: String) throws(Failure) {
        try call("accept \(batch.id)") { () throws(Failure) in
            world.ledger.accept(batch, invalidation: invalidation)
        }
    }

    func unconfirmed(of distribution: String) throws(Failure) -> [Batch] {
        try call("unconfirmed") { () throws(Failure) in world.ledger.unconfirmed(of: distribution) }
    }

    func confirm(_ batch: Batch) throws(Failure) {
        try call("confirm \(batch.id)") { () throws(Failure) in world.ledger.confirm(batch) }
    }

    func replace(_ batch: Batch, with batches: [[String]], quarantining item: Refusal<String>?) throws(Failure) {
        try call("replace \(batch.id)") { () throws(Failure) in
            world.ledger.replace(batch, with: batches, quarantining: item)
        }
    }

    func delete(_ batch: Batch) throws(Failure) {
        try call("delete \(batch.id)") { () throws(Failure) in world.ledger.delete(batch) }
    }

    /// Checks that CloudFront is not sent what a ready pod lacks before the pod's patience is over, as far as the run knows.
    private func checkPatience(_ upTo: Int) {
        guard let decidedOn else { return }
        for pod in ready {
            guard let state = decidedOn.states[pod], let since = state.owedSince,
                decidedOn.now <= since + .milliseconds(world.patience)
            else { continue }
            let isBehind = world.captured.contains { $0.id > (state.offset ?? 0) && $0.id <= upTo }
            if isBehind { world.fail("CloudFront is sent entries up to \(upTo) while it must wait for \(pod.name)") }
        }
    }
}
