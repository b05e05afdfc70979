extension Report {
    /// The report of a run that has delivered.
    init(_ look: LookResult, _ delivery: Delivery) {
        self.init(look)
        add(delivery.pods.stale)
        pods = delivery.pods.lines(delivery.fleet)
        cloudfront = delivery.distributions
        add(delivery.webFailures)
        conclude(isDryRun: false)
        checks = delivery.checks
        let failed = (checks ?? []).compactMap { one in
            one.error.map { Failure(.tryAgain, "the check of \(one.name) failed: \($0)") }
        }
        self = noting(look.unread + failed)
    }

    /// The report of a dry run.
    init(_ look: LookResult, _ plan: Plan) {
        self.init(look)
        add(plan.pods.map(\.request.stale))
        pods = plan.pods.map { Pod(planned: $0.request, everything: $0.isEverything) }
        cloudfront = plan.distributions
        reasons = plan.reasons.sorted { ($0.path, $0.item) < ($1.path, $1.item) }
        add(plan.webFailures)
        conclude(isDryRun: true)
        self = noting(look.unread)
    }

    /// The report with failures that are no target's, such as a source that could not be read, so that the run fails.
    package func noting(_ failures: [Failure]) -> Report {
        var report = self
        for failure in failures {
            report.error = report.error ?? failure.message
            report.exit = report.exit.orGraver(failure.exit)
            if report.outcome != .busy { report.outcome = report.exit == .refused ? .refused : .owed }
        }
        return report
    }

    /// The report of a run that ended because another freshen holds the run lock.
    ///
    /// It fails if the last look is more than five minutes ago, because the other freshen may hang.
    static func busy(checkpointAge: Duration?) -> Report {
        var report = Report()
        report.outcome = .busy
        if let checkpointAge, checkpointAge > .seconds(300) {
            report.exit = .tryAgain
            report.error = "another freshen holds the run lock, and the last look was more than 5 minutes ago"
        }
        return report
    }

    private init(_ look: LookResult) {
        self.init()
        lookedAt = look.lookedAt
        clocks = look.clocks
        changes = look.changes
        isFirst = look.isFirst
        collections = look.collections
        everything = look.everything
        waiting = look.waiting
    }

    private mutating func add(_ lists: [[Stale]]) {
        var (paths, tags): (Set<String>, Set<String>) = ([], [])
        var last: [Stale] = []
        // Most pods are sent the same array, and comparing an array with itself costs nothing.
        for list in lists where list != last {
            for one in list {
                switch one {
                case .path(let path), .pattern(let path, _): paths.insert(path)
                case .tag(let tag): tags.insert(tag)
                case .everything: break
                }
            }
            last = list
        }
        (self.paths, self.tags) = (paths.sorted(), tags.sorted())
    }

    private mutating func add(_ webFailures: [Failure]) {
        for failure in webFailures {
            error = error ?? failure.message
            exit = exit.orGraver(failure.exit)
        }
    }

    private mutating func conclude(isDryRun: Bool) {
        exit = (pods.map(\.exit) + cloudfront.map(\.exit)).reduce(exit) { $0.orGraver($1) }
        let wasSent = !paths.isEmpty || !tags.isEmpty || cloudfront.contains { !$0.items.isEmpty }
        switch exit {
        case .done: outcome = !wasSent ? .nothing : isDryRun ? .planned : .done
        case .refused: outcome = .refused
        default: outcome = .owed
        }
    }
}

extension Report.Pod {
    /// The line of a pod in a dry run; `everything` is `Owed.needsEverything`.
    fileprivate init(planned request: PodRequest, everything: Bool) {
        self.init(request, outcome: request.stale.isEmpty ? .nothing : .planned)
        if everything { detail = "everything: too far behind, or new and without freshSince" }
    }
}
