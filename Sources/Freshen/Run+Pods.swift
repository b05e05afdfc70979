extension Run {
    /// Tells every pod what it is owed, all of them at once; then those that appeared meanwhile.
    ///
    /// Returns the pods of the last listing, and whether any was told anything.
    func tellPods(
        _ fleet: Fleet, _ standing: Standing, _ report: inout Report
    ) throws(Failure) -> (fleet: Fleet, wasTold: Bool) {
        let (told, renewed) = try tellOnce(fleet, standing, &report)
        guard !told.isEmpty, !isInterrupted() else { return (fleet, !told.isEmpty) }
        let now = Fleet(site.webs, finder)
        // Behind a known identity may be a process that was never told anything.
        let known = Set(fleet.targets)
        let unheard = now.filter { !known.contains($0.pod.target) || renewed.contains($0.pod.target) }
        if !unheard.members.isEmpty {
            report.drop(unheard)
            try ledger.enlist(unheard.targets)
            _ = try tellOnce(unheard, try ledger.standing(), &report)
        }
        return (now, true)
    }

    /// One round; returns who was told anything, and behind whose identity another process answered.
    private func tellOnce(
        _ fleet: Fleet, _ standing: Standing, _ report: inout Report
    ) throws(Failure) -> (told: Set<Target>, renewed: Set<Target>) {
        let standing = try greeted(fleet, standing)
        let orders = try orders(fleet, standing, &report)
        let due = orders.filter { !$0.stale.isEmpty }
        let answers = answers(due, standing)
        reach(.podsTold)
        let renewed = try note(answers, fleet, standing)
        reach(.podAcknowledged)
        for order in orders { report.add(order, answers[order.pod.target]) }
        return (Set(answers.keys), renewed)
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
