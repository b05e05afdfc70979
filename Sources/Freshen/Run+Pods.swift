extension Run {
    /// Tells every pod what it is owed, all of them at once; then those that appeared meanwhile, and those that failed, as
    /// long as CloudFront waits for them and there is time.
    ///
    /// Returns the pods of the last listing, and whether any was told anything.
    func tellPods(
        _ fleet: Fleet, _ standing: Standing, _ report: inout Report
    ) throws(Failure) -> (fleet: Fleet, wasTold: Bool) {
        var retries = Retries(time)
        let wasTold = try tellOnce(fleet, standing, &retries, &report)
        guard wasTold, !isInterrupted() else { return (fleet, wasTold) }
        var fleet = fleet
        repeat {
            fleet = Fleet(site.webs, finder)
            reach(.listedAnew)
            try tellAgain(fleet, &retries, &report)
        } while try waits(fleet, retries, &report)
        report.excuse(allBut: fleet)
        return (fleet, true)
    }

    /// Tells those of a new listing that are due.
    private func tellAgain(
        _ fleet: Fleet, _ retries: inout Retries, _ report: inout Report
    ) throws(Failure) {
        // Behind a known identity may be a process that was never told anything.
        let unheard = retries.unheard(fleet)
        if !unheard.members.isEmpty { try ledger.enlist(unheard.targets) }
        guard !unheard.members.isEmpty || !retries.isEmpty else { return }
        let standing = try ledger.standing()
        let due = Set(unheard.targets + retries.due(fleet, standing).targets)
        guard !due.isEmpty else { return }
        let told = fleet.filter { due.contains($0.pod.target) }
        report.drop(told)
        _ = try tellOnce(told, standing, &retries, &report)
    }

    /// Waits until there is somebody to be told again; false: there is nobody, or no time.
    private func waits(_ fleet: Fleet, _ retries: Retries, _ report: inout Report) throws(Failure) -> Bool {
        guard !retries.isEmpty, !isInterrupted() else { return false }
        guard retries.unheard(fleet).members.isEmpty else { return true }
        let awaited = retries.awaited(fleet, try ledger.standing())
        guard let first = awaited.values.min() else { return false }
        try tellDistributions(butAfter: Set(awaited.keys.map(\.web)), fleet, &report)
        time.wait(first - time.passed, toTell: awaited.count)
        return !isInterrupted()
    }

    /// One round; returns whether anybody was told anything.
    private func tellOnce(
        _ fleet: Fleet, _ standing: Standing, _ retries: inout Retries, _ report: inout Report
    ) throws(Failure) -> Bool {
        let standing = try greeted(fleet, standing)
        let orders = try orders(fleet, standing, &report)
        let due = orders.filter { !$0.stale.isEmpty }
        let answers = answers(due, standing)
        reach(.podsTold)
        let renewed = try note(answers, fleet, standing)
        reach(.podAcknowledged)
        for order in orders { report.add(order, answers[order.pod.target]) }
        retries.note(fleet, answers, renewed: renewed)
        return !answers.isEmpty
    }

    /// Tells pods what they are due.
    ///
    /// After a revalidation a page whose render fails is an error for the visitor: while the CMS cannot answer, pods keep
    /// what they have, for as long as their entry's patience lasts.
    private func answers(_ due: [PodOrder], _ standing: Standing) -> [Target: PodAnswer] {
        guard !due.isEmpty else { return [:] }
        guard !isInterrupted() else { return Self.all(due, PodAnswer(.failed(.interrupted, ""))) }
        let reason = outage()
        let told = reason == nil ? due : due.filter { !standing.isPatient(with: $0.pod, of: $0.web) }
        var answers = reason.map { Self.all(due, PodAnswer(.failed(.withheld, $0))) } ?? [:]
        for (order, answer) in zip(told, pods.tell(told)) { answers[order.pod.target] = answer }
        return answers
    }

    private static func all(_ orders: [PodOrder], _ answer: PodAnswer) -> [Target: PodAnswer] {
        Dictionary(orders.map { ($0.pod.target, answer) }) { first, _ in first }
    }

    /// Asks pods that were never told anything who they are: one that dropped the pages of its image is owed less.
    private func greeted(_ fleet: Fleet, _ standing: Standing) throws(Failure) -> Standing {
        let new = fleet.members.filter { standing.offset(of: $0.pod.target) == nil }
        guard !new.isEmpty, !isInterrupted() else { return standing }
        let answers = pods.greet(new.map { PodOrder(pod: $0.pod, web: $0.web, stale: []) })
        reach(.greeted)
        for (member, answer) in zip(new, answers) {
            guard let said = answer.said, said != Incarnation() else { continue }
            try ledger.renew(
                member.pod.target, said, asked: standing.now, margin: site.margin + member.web.settle)
        }
        return try ledger.standing()
    }

    /// What each pod is owed; those of one application that have got equally far are owed the same.
    private func orders(
        _ fleet: Fleet, _ standing: Standing, _ report: inout Report
    ) throws(Failure) -> [PodOrder] {
        var owed: [Int?: Owed] = [:]
        var told: [String: [Int?: [Stale]]] = [:]
        var orders: [PodOrder] = []
        for member in fleet.members {
            let offset = member.isBehind(standing) ? standing.offset(of: member.pod.target) : standing.head
            if owed[offset] == nil { owed[offset] = try self.owed(.pods, after: offset, upTo: standing.head) }
            let known = told[member.web.name]?[offset]
            let stale = known ?? member.web.stale(owed[offset] ?? Owed())
            if known == nil {
                told[member.web.name, default: [:]][offset] = stale
                report.add(stale)
            }
            orders.append(PodOrder(pod: member.pod, web: member.web, stale: stale))
        }
        return orders
    }

    /// Notes what came of telling pods; returns those behind whose identity another process answered.
    private func note(
        _ answers: [Target: PodAnswer], _ fleet: Fleet, _ standing: Standing
    ) throws(Failure) -> Set<Target> {
        var done: [Target] = []
        var said: [Target: Incarnation] = [:]
        var renewed: Set<Target> = []
        // What another run has heard of a process meanwhile counts, too.
        let states = answers.isEmpty ? standing.states : try ledger.standing().states
        for member in fleet.members {
            let target = member.pod.target
            let state = states[target] ?? TargetState(offset: nil)
            guard let answer = answers[target] else {
                // What lies between is for distributions alone.
                if let offset = state.offset, offset < standing.head { done.append(target) }
                continue
            }
            if !answer.refused.isEmpty { try ledger.quarantine(answer.refused, of: target) }
            if let now = answer.said, answer.isOther || state.isOther(than: now) {
                try ledger.renew(target, now, asked: standing.now, margin: site.margin + member.web.settle)
                renewed.insert(target)
                continue
            }
            if let now = answer.said, state.isNews(now) { said[target] = now }
            if answer.outcome == .done { done.append(target) }
        }
        try ledger.note(said)
        for (offset, told) in Dictionary(grouping: done, by: { standing.offset(of: $0) }) {
            try ledger.acknowledge(told, after: offset, upTo: standing.head)
        }
        return renewed
    }
}
