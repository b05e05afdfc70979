extension Run {
    /// Notifies every pod of what it is owed, all at once.
    ///
    /// Then it notifies the pods that appeared meanwhile, and retries the pods that failed, as long as CloudFront waits
    /// for them and there is time. Returns `state` if the ledger still has it; nil: something was changed.
    func notifyPods(
        _ state: DeliveryState, _ lists: PodLists, _ delivery: inout Delivery
    ) throws(Failure) -> DeliveryState? {
        var retries = Retries(time)
        let round = try notifyOnce(delivery.fleet, state, &retries, &delivery)
        guard round.wasNotified || !lists.unknownWebs.isEmpty, !isInterrupted() else {
            return round.wasNotified || round.wasGreeted ? nil : state
        }
        repeat {
            delivery.fleet = try listAgain(lists, &delivery)
            failpoint(.listedAnew)
            try notifyAgain(&retries, &delivery)
        } while try pauseBeforeRetry(retries, &delivery)
        return nil
    }

    /// Lists the pods again.
    ///
    /// Where those of a web entry are not known yet, the distributions that do not wait for it are invalidated first.
    private func listAgain(_ lists: PodLists, _ delivery: inout Delivery) throws(Failure) -> Fleet {
        lists.begin()
        let fleet = lists.fleet(within: Self.patienceWithLists)
        guard !lists.unknownWebs.isEmpty else { return fleet }
        try invalidateDistributions(independentOf: lists.unknownWebs, &delivery)
        return lists.fleet(within: Self.longestListing)
    }

    /// Notifies the pods of a new listing that are due.
    private func notifyAgain(_ retries: inout Retries, _ delivery: inout Delivery) throws(Failure) {
        let fleet = delivery.fleet
        // New pods, and known ones under whose identity a new process answered.
        let new = retries.notNotified(fleet)
        guard !new.members.isEmpty || !retries.isEmpty else { return }
        let state = try enlist(new.targets, ledger.deliveryState())
        let due = Set(new.targets + retries.due(fleet, state).targets)
        guard !due.isEmpty else { return }
        _ = try notifyOnce(fleet.filter { due.contains($0.pod.target) }, state, &retries, &delivery)
    }

    /// Invalidates distributions that wait for no retry, then waits for the next one; false: no pod is to be notified.
    private func pauseBeforeRetry(_ retries: Retries, _ delivery: inout Delivery) throws(Failure) -> Bool {
        guard !retries.isEmpty, !isInterrupted() else { return false }
        guard retries.notNotified(delivery.fleet).members.isEmpty else { return true }
        let scheduled = retries.scheduled(delivery.fleet, try ledger.deliveryState())
        guard let first = scheduled.values.min() else { return false }
        try invalidateDistributions(independentOf: Set(scheduled.keys.map(\.web)), &delivery)
        time.pause(first - time.elapsed(), beforeRetrying: scheduled.count)
        return !isInterrupted()
    }

    /// One round of notifications; returns whether any pod was greeted, and whether any was notified.
    private func notifyOnce(
        _ fleet: Fleet, _ state: DeliveryState, _ retries: inout Retries, _ delivery: inout Delivery
    ) throws(Failure) -> (wasGreeted: Bool, wasNotified: Bool) {
        time.begin()
        let greeted = try greet(fleet, state)
        let state = greeted ?? state
        let requests = try requests(fleet, state)
        let answers = send(requests.filter { !$0.stale.isEmpty }, state)
        failpoint(.podsAnswered)
        let renewed = try store(answers, fleet, state)
        failpoint(.offsetsMoved)
        delivery.pods.add(requests, answers)
        retries.record(fleet, answers, renewed: renewed)
        return (greeted != nil, !answers.isEmpty)
    }

    /// Greets pods to which nothing was ever delivered: one whose answer has `freshSince` is owed less than everything.
    ///
    /// Returns the ledger's state after that; nil: no pod was greeted.
    private func greet(_ fleet: Fleet, _ state: DeliveryState) throws(Failure) -> DeliveryState? {
        let new = fleet.members.filter { state.offset(of: $0.pod.target) == nil }
        guard !new.isEmpty, !isInterrupted() else { return nil }
        let answers = pods.greet(new.map { PodRequest(pod: $0.pod, web: $0.web, stale: []) })
        failpoint(.greeted)
        for (member, answer) in zip(new, answers) {
            guard let incarnation = answer.incarnation, incarnation != Incarnation() else { continue }
            try renew(member, incarnation, state)
        }
        return try ledger.deliveryState()
    }

    /// What each pod is owed; pods of one web entry with the same offset are owed the same.
    private func requests(_ fleet: Fleet, _ state: DeliveryState) throws(Failure) -> [PodRequest] {
        var sent: [String: [Int?: [Stale]]] = [:]
        var requests: [PodRequest] = []
        for member in fleet.members {
            let offset = member.isBehind(state) ? state.offset(of: member.pod.target) : state.head
            let name = member.web.name
            if sent[name]?[offset] == nil {
                let owed = try self.owed(.pods(of: name), after: offset, upTo: state.head)
                sent[name, default: [:]][offset] = member.web.stale(owed)
            }
            requests.append(PodRequest(pod: member.pod, web: member.web, stale: sent[name]?[offset] ?? []))
        }
        return requests
    }

    /// Sends the requests.
    ///
    /// A page whose render fails after it was revalidated is an error for the visitor. While the CMS cannot answer, nothing
    /// is sent to a pod until it has been owed something for longer than its web entry's `patience`.
    private func send(_ requests: [PodRequest], _ state: DeliveryState) -> [Target: PodAnswer] {
        guard !requests.isEmpty else { return [:] }
        guard !isInterrupted() else { return Self.all(requests, PodAnswer(.failed(.interrupted, ""))) }
        let reason = outage()
        let sent = reason == nil ? requests : requests.filter { !state.isWithinPatience($0.pod, of: $0.web) }
        var answers = reason.map { Self.all(requests, PodAnswer(.failed(.withheld, $0))) } ?? [:]
        for (request, answer) in zip(sent, pods.notify(sent)) { answers[request.pod.target] = answer }
        return answers
    }

    private static func all(_ requests: [PodRequest], _ answer: PodAnswer) -> [Target: PodAnswer] {
        Dictionary(requests.map { ($0.pod.target, answer) }) { first, _ in first }
    }
}

// MARK: - What the ledger stores of answers

extension Run {
    /// Stores a round's answers; returns the pods under whose identity a new process answered.
    private func store(
        _ answers: [Target: PodAnswer], _ fleet: Fleet, _ state: DeliveryState
    ) throws(Failure) -> Set<Target> {
        var done: [Target] = []
        var incarnations: [Target: Incarnation] = [:]
        var renewed: Set<Target> = []
        var refused: [(target: Target, entries: ArraySlice<Refusal<Stale>>)] = []
        // Another run may have stored something about a process meanwhile.
        let states = answers.isEmpty ? state.states : try ledger.deliveryState().states
        for member in fleet.members {
            let target = member.pod.target
            let known = states[target] ?? TargetState(offset: nil)
            guard let answer = answers[target] else {
                // Nothing was sent to it, because the entries after its offset are for other targets.
                if let offset = known.offset, offset < state.head { done.append(target) }
                continue
            }
            if !answer.refused.isEmpty { refused.append((target, answer.refused.prefix(Self.mostQuarantined))) }
            if let now = answer.incarnation, answer.isFromSeveralProcesses || known.isOtherProcess(than: now) {
                try renew(member, now, state)
                renewed.insert(target)
                continue
            }
            if let now = answer.incarnation, known.lacks(now) { incarnations[target] = now }
            if answer.outcome == .done { done.append(target) }
        }
        try ledger.recordIncarnations(incarnations)
        for (offset, targets) in Dictionary(grouping: done, by: { state.offset(of: $0) }) {
            try ledger.acknowledge(targets, after: offset, upTo: state.head)
        }
        // Last: it grows with the pods and the entries, and a run may be killed at any moment.
        for (target, entries) in refused { try ledger.quarantine(Array(entries), of: target) }
        return renewed
    }

    /// How many refused entries of a pod are stored in one round: enough for a person to see what is wrong.
    private static let mostQuarantined = 100

    private func renew(
        _ member: Fleet.Member, _ incarnation: Incarnation, _ state: DeliveryState
    ) throws(Failure) {
        try ledger.renew(
            member.pod.target, incarnation, asked: state.now, margin: site.margin + member.web.settle)
    }
}
