import Freshen

extension SimulatedRun: PodFinding, PodNotifying {
    func pods(of web: WebRule) throws(Failure) -> FoundPods {
        guard !isDead else { throw Failure(.bug, "killed") }
        if let death = approach("list") { die(death, "list") }
        if world.fault(1, of: 25) {
            note("the pods cannot be listed")
            guard world.flaw == .unlistedIsGone else { throw Failure(.tryAgain, "the API server does not answer") }
            return FoundPods([])
        }
        let listed = world.pods.filter(\.isListed).map { pod in
            Pod(web: pod.target.web, url: pod.target.name, isReady: pod.isReady)
        }
        ready = Set(listed.filter(\.isReady).map(\.target))
        return FoundPods(listed)
    }

    func greet(_ requests: [PodRequest]) -> [PodAnswer] { pass(requests, "greeted") }

    func notify(_ requests: [PodRequest]) -> [PodAnswer] {
        switch world.flaw {
        case .cloudFrontFirst:
            deferred += requests
            return requests.map { _ in PodAnswer(.done) }
        case .offsetBeforeAnswer:
            world.ledger.acknowledge(requests.map(\.pod.target), after: nil, upTo: world.ledger.log.count)
        default: break
        }
        return passes(requests)
    }

    /// All passes, as the room NextJS makes them.
    func passes(_ orders: [PodRequest]) -> [PodAnswer] {
        world.crowd(0..<world.pages, within: world.render)
        var answers = pass(orders, "notified")
        let isRetry = orders.contains { asked.contains($0.pod.target) }
        asked.formUnion(orders.map(\.pod.target))
        if isRetry, world.flaw == .retriedOnce { return answers }
        for _ in 1..<max(2, passCount) where world.flaw != .onePass && answers.contains(where: { $0.outcome == .done })
        {
            pause(distance)
            let again = orders.indices.filter { answers[$0].outcome == .done }
            if isInterrupted, world.flaw == .interruptIsDone { return answers }
            for (index, answer) in zip(again, pass(again.map { orders[$0] }, "notified again")) {
                answers[index] = answer.following(answers[index])
            }
        }
        // The last answer has arrived, and is not stored yet.
        if depth == 0, world.fault(1, of: world.startsProcesses ? 4 : 12) { nest() }
        return answers
    }

    private var passCount: Int { world.flaw == .onePassLess ? world.levels + 1 : world.passes }

    private var distance: Int {
        switch world.flaw {
        case .settleCut: world.settle / 10 / (world.passes - 1)
        case .settleOfOneRender: (world.render + 1) / (world.passes - 1)
        default: world.settle / (world.passes - 1)
        }
    }

    /// Waits so many milliseconds, or until it is interrupted; meanwhile another run may be at work.
    func pause(_ duration: Int) {
        let end = world.now + duration
        // Visitors keep coming.
        for pod in world.pods where pod.isReady && world.chance(1, of: 2) {
            let page = world.pick(world.pages)
            world.at(world.now + world.pick(duration)) { [world] in world.request(page, of: pod, for: nil) }
        }
        if world.fault(1, of: 8) {
            world.advance(by: world.pick(duration))
            isInterrupted = true
            return note("interrupted")
        }
        if depth == 0, world.fault(1, of: world.overlap) {
            world.advance(by: world.pick(duration))
            nest()
        }
        world.advance(by: max(0, end - world.now))
    }

    private func pass(_ orders: [PodRequest], _ verb: String) -> [PodAnswer] {
        defer {
            // The answers are returned together, after the slowest one.
            if !orders.isEmpty, world.fault(1, of: 8) { world.advance(by: world.pick(20_000)) }
        }
        let isCutOff = !orders.isEmpty && world.fault(1, of: 16)
        return orders.map { order in
            let failed = PodAnswer(.failed(.interrupted, ""))
            guard !isDead, !isInterrupted else { return failed }
            let death = approach(verb, mayNest: false)
            guard death != .before else {
                die(.before, "\(order.pod.label) is \(verb)")
                return failed
            }
            let answer = answer(order, verb, isLost: isCutOff || world.fault(1, of: 12))
            guard death != .after else {
                die(.after, "\(order.pod.label) is \(verb)")
                return failed
            }
            return answer
        }
    }

    private func answer(_ order: PodRequest, _ verb: String, isLost: Bool) -> PodAnswer {
        guard let pod = world.pods.first(where: { $0.target == order.pod.target }), !pod.process.isDead else {
            return PodAnswer(.failed(.unreachable, "gone"))
        }
        let process = pod.process
        if pod.hangsUntil > world.now {
            note("\(pod.target.name)#\(process.number) hangs when \(verb)")
            if pod.catchesUp, pod.hangsUntil < Int.max {
                world.at(pod.hangsUntil) { [world] in world.revalidate(order.stale, process) }
            }
            return PodAnswer(.failed(.timedOut, "no answer"))
        }
        if world.fault(1, of: 12) {
            note("\(pod.target.name)#\(process.number) fails when \(verb)")
            var answer = PodAnswer(.failed(.busy, "503"))
            if world.chance(1, of: 2) { answer.notBefore = .milliseconds(world.pick(20_000)) }
            return answer
        }
        var refused: [Refusal<Stale>] = []
        if let first = order.stale.first, world.fault(1, of: 20), order.stale != order.web.everything {
            refused = [Refusal(first, reason: "no such page")]
            world.revalidate(order.web.everything, process)
        }
        world.revalidate(order.stale, process)
        note("\(pod.target.name)#\(process.number) is \(verb) \(order.stale.map(\.text))")
        if isLost {
            note("and its answer is lost")
            return PodAnswer(.failed(.timedOut, "the answer was lost"))
        }
        world.answered[pod.target] = process.number
        pod.hangsAfter -= 1
        if pod.hangsAfter == 0, world.hasFaults { pod.hangsUntil = world.now + world.pick(60_000) }
        return PodAnswer(.done, incarnation: said(pod), refused: refused)
    }

    private func said(_ pod: SimulatedPod) -> Incarnation {
        let said = pod.said(at: world.now)
        switch world.flaw {
        case .sameProcess:
            guard let known = world.ledger.states[pod.target], known.isOtherProcess(than: said) else { return said }
            return Incarnation(buildId: known.buildId, freshSince: known.freshSince)
        case .twoClocks where said.freshSince != nil:
            let age = world.clocksApart - pod.clock + world.now - pod.process.bornAt
            return Incarnation(freshSince: said.freshSince, age: age < 0 ? nil : .milliseconds(age))
        default: return said
        }
    }
}
