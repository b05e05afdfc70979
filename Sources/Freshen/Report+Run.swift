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

    /// A pod's line in a dry run; `everything`: nothing less is owed, because it was never told anything or is too far
    /// behind.
    mutating func add(planned order: PodOrder, everything: Bool) {
        add(order.stale)
        pods.append(
            Pod(
                web: order.web.name, url: order.target.name, outcome: order.stale.isEmpty ? "nothing" : "planned",
                told: order.stale.count, detail: everything ? "everything: new, or too far behind" : nil))
    }

    /// A pod's line; an outcome of nil: there was nothing to tell it.
    mutating func add(_ order: PodOrder, _ outcome: PodOutcome?) {
        var pod = Pod(web: order.web.name, url: order.target.name, outcome: "nothing", told: order.stale.count)
        switch outcome {
        case nil: break
        case .done: pod.outcome = "done"
        case .failed(let failure, let detail):
            pod.outcome = failure.rawValue
            pod.detail = detail.isEmpty ? nil : detail
            exit = exit.or(failure == .refused ? .refused : .tryAgain)
        }
        pods.append(pod)
    }
}
