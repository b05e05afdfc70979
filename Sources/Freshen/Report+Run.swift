extension Report {
    init(_ seen: Seen) {
        self.init()
        at = seen.at
        changes = seen.changes
        isFirst = seen.isFirst
        everything = seen.everything
    }

    /// Another freshen looks at this moment.
    ///
    /// It is left to its work, unless it has been at it for suspiciously long.
    static func busy(checkpointAge: Duration?) -> Report {
        var report = Report()
        report.outcome = .busy
        if let checkpointAge, checkpointAge > .seconds(300) {
            report.exit = .tryAgain
            report.error = "another freshen holds the checkpoint, which is older than 5 minutes"
        }
        return report
    }

    /// Web entries whose pods could not be listed: what they are owed stays owed.
    ///
    /// What needs mending in the file was refused before the look: fewer pods than `min` by now are those of a moment.
    mutating func add(_ unlisted: [String: Failure]) {
        for (web, failure) in unlisted.sorted(by: { $0.key < $1.key }) {
            error = error ?? "the pods of \(web) are not known: \(failure.message)"
            exit = exit.or(failure.exit == .refused ? .refused : .tryAgain)
        }
    }

    /// A pod's line in a dry run; `everything`: nothing less is owed, because it was never told anything or is too far
    /// behind.
    mutating func add(planned order: PodOrder, everything: Bool) {
        add(order.stale)
        pods.append(
            Pod(
                web: order.web.name, name: order.pod.label, url: order.pod.url,
                outcome: order.stale.isEmpty ? "nothing" : "planned",
                told: order.stale.count,
                detail: everything ? "everything: too far behind, or new and without freshSince" : nil))
    }

    /// Takes back the lines of pods that are told again: they failed, or proved to be other processes.
    mutating func drop(_ fleet: Fleet) {
        let told = fleet.lines
        pods.removeAll { told.contains([$0.web, $0.url]) }
    }

    /// Who is gone by now, or gets no traffic any more, makes no run fail.
    mutating func excuse(allBut fleet: Fleet) {
        let ready = fleet.filter(\.pod.isReady).lines
        for index in pods.indices where fleet.unlisted[pods[index].web] == nil {
            if !ready.contains([pods[index].web, pods[index].url]) { pods[index].exit = .done }
        }
    }

    /// A distribution's line, after what it was told earlier in the run.
    mutating func add(_ edge: Edge) {
        var edge = edge
        if let index = cloudfront.firstIndex(where: { $0.distribution == edge.distribution }) {
            let earlier = cloudfront.remove(at: index)
            edge.items = earlier.items.filter { !edge.items.contains($0) } + edge.items
            edge.invalidations = earlier.invalidations + edge.invalidations
            edge.confirmed = earlier.confirmed + edge.confirmed
            edge.quarantined = earlier.quarantined + edge.quarantined
            if ["nothing", "confirmed"].contains(edge.outcome) { edge.outcome = earlier.outcome }
            edge.detail = edge.detail ?? earlier.detail
        }
        cloudfront.append(edge)
    }

    /// A pod's line; an answer of nil: there was nothing to tell it.
    mutating func add(_ order: PodOrder, _ answer: PodAnswer?) {
        var pod = Pod(
            web: order.web.name, name: order.pod.label, url: order.pod.url, outcome: "nothing", told: order.stale.count)
        switch answer?.outcome {
        case nil: break
        case .done:
            pod.outcome = "done"
            pod.detail = answer.flatMap { $0.refused.first.map { Self.refusal($0, answer?.refused.count ?? 1) } }
        case .failed(let failure, let detail):
            pod.outcome = failure.rawValue
            pod.detail = detail.isEmpty ? nil : detail
            // Who gets no traffic makes no run fail.
            if order.pod.isReady { pod.exit = failure == .refused ? .refused : .tryAgain }
        }
        pods.append(pod)
    }

    private static func refusal(_ first: Refusal, _ count: Int) -> String {
        let others = count == 1 ? "" : " and \(count - 1) more"
        return "it refuses \(first.stale.text)\(others) (\(first.reason)), and got everything in their place"
    }
}

extension Fleet {
    /// What tells the pods' lines in a report apart.
    fileprivate var lines: Set<[String]> { Set(members.map { [$0.web.name, $0.pod.url] }) }
}
