/// Sends a request to one distribution, without ledger, and waits until it is completed.
package struct DirectInvalidation {
    let cdn: any CDNInvalidating
    /// The id of the distribution with this id or alias.
    let findID: (String) throws(CDNFailure) -> String
    let reference: (_ items: [String], _ number: Int) -> String
    let folders: any FolderComparing
    let time: WaitingTime
    let edge: any EdgeReading
    let say: (String) -> Void

    /// An invalidation that has not begun; `say` shows a line about its progress, `reference` makes caller references.
    ///
    /// For the same items and number, it must return another one in another command, unless that command repeats this one.
    package init(
        cdn: any CDNInvalidating, findID: @escaping (String) throws(CDNFailure) -> String,
        reference: @escaping (_ items: [String], _ number: Int) -> String, folders: any FolderComparing,
        time: WaitingTime, edge: any EdgeReading, say: @escaping (String) -> Void
    ) {
        self.cdn = cdn
        self.findID = findID
        self.reference = reference
        self.folders = folders
        self.time = time
        self.edge = edge
        self.say = say
    }

    /// What would be sent; asks the CDN only whether it reads tags, where there are some, and reads the bucket of a folder.
    package func plan(_ request: DirectRequest) -> DirectReport {
        var (request, report) = (request, DirectReport(request.distribution))
        do throws(Failure) {
            try compare(&request, &report)
            report.items = try batches(request.stale, request.distribution).flatMap { $0 }
        } catch {
            report.fail(error, request, left: request.stale.map(\.operand))
        }
        return report
    }

    /// Sends the request, waits and reports; a failure is in the report, with the command that does what is left.
    package func callAsFunction(_ request: DirectRequest) -> DirectReport {
        let began = time.now()
        var (request, report) = (request, DirectReport(request.distribution))
        report.invalidations = request.invalidations
        var left = request.stale.map(\.operand)
        do throws(Failure) {
            try compare(&request, &report)
            guard report.outcome != .nothing || !request.invalidations.isEmpty else { return report }
            left = request.stale.map(\.operand)
            report.distribution = try find(request.distribution)
            let kept = MemoryBatches(
                try batches(request.stale, report.distribution), of: report.distribution, reference: reference)
            let before = entityTagBefore(request)
            defer { left = kept.openItems }
            try send(kept, waiting: request.wait ?? Self.shortWait, &report)
            report.outcome = .accepted
            try waitForCompletion(request, since: began, &report)
            try verify(request, before, &report)
        } catch {
            report.fail(error, request, left: left)
        }
        return report
    }

    /// Adds the paths of the files that differ from the bucket to what is stale.
    private func compare(_ request: inout DirectRequest, _ report: inout DirectReport) throws(Failure) {
        guard let folder = request.changedIn else { return }
        say("comparing \(folder.path) with s3://\(folder.bucket)/\(folder.prefix)")
        let changes = try folders.changes(folder)
        request.changedIn = nil
        request.stale += changes.keys.flatMap(Stale.object)
        report.compared = changes
        if request.stale.isEmpty { report.outcome = .nothing }
    }

    private func find(_ name: String) throws(Failure) -> String {
        do throws(CDNFailure) {
            return try findID(name)
        } catch {
            throw Failure(error)
        }
    }

    /// Throws where something would be left out: what is named by hand is meant.
    private func batches(_ stale: [Stale], _ distribution: String) throws(Failure) -> [[String]] {
        let rule = DistributionRule(
            id: distribution, place: Place(file: "command line", line: 1, column: 1), variants: [], after: nil)
        do throws(CDNFailure) {
            let plan = try cdn.plan(for: stale, rule, budget: nil)
            if let remark = plan.remark { throw CDNFailure(.usage, remark) }
            if let tag = stale.first(where: \.isTag), !plan.batches.joined().contains(where: { $0.hasPrefix("#") }) {
                let reason = "\(distribution) reads no cache tags, as its CacheTagConfig says"
                throw CDNFailure(.configuration, "\(tag.text) would have no effect: \(reason)")
            }
            return plan.batches
        } catch {
            throw Failure(error)
        }
    }

    /// Sends the batches; where the CDN is unavailable it tries again for as long as `patience`.
    private func send(
        _ kept: MemoryBatches, waiting patience: Duration, _ report: inout DirectReport
    ) throws(Failure) {
        var isSaid = false
        let budget = CDNWaitBudget(patience, random: time.random) { pause in
            if !isSaid { say("CloudFront is busy or unavailable: trying again for \(patience.text)") }
            isSaid = true
            time.pause(pause)
        }
        let delivery = BatchDelivery(
            ledger: kept, cdn: cdn, waitBudget: budget, isInterrupted: time.isInterrupted, failpoint: { _ in })
        var result = DistributionResult(report.distribution)
        defer { report.add(result, left: kept.openItems) }
        for attempt in 1...Self.mostAttempts {
            do {
                return try delivery.send(kept.openBatches(of: report.distribution), &result)
            } catch let failure as CDNFailure {
                guard failure.kind == .notNow, attempt < Self.mostAttempts, budget.wait() else {
                    throw Failure(failure)
                }
            } catch {
                throw error as? Failure ?? Failure(.bug, "\(error)")
            }
        }
    }

    private func waitForCompletion(
        _ request: DirectRequest, since began: ContinuousClock.Instant, _ report: inout DirectReport
    ) throws(Failure) {
        guard let wait = request.wait else { return }
        var completed: Set<String> = []
        defer { report.completed = completed }
        try CompletionWait(cdn: cdn, time: time, say: say)(
            report.invalidations, of: report.distribution, atMost: wait, since: began
        ) { completed.insert($0) }
        report.outcome = .completed
    }

    /// The ETag of what the edge has before anything is sent; nil: it is unknown, or nothing is sent.
    private func entityTagBefore(_ request: DirectRequest) -> String? {
        request.stale.isEmpty ? nil : request.verification.flatMap { edge.entityTag(of: $0.url) }
    }

    private func verify(
        _ request: DirectRequest, _ before: String?, _ report: inout DirectReport
    ) throws(Failure) {
        guard let wanted = request.verification else { return }
        try FreshDownload(edge: edge, time: time, say: say)(wanted, before: before, seen: &report.downloads)
    }

    /// How long the CDN may refuse requests, because it is busy, where nothing is said about waiting.
    private static let shortWait = Duration.seconds(25)

    /// How often a batch is tried while the CDN is unavailable, twice each time.
    private static let mostAttempts = 6
}

extension Failure {
    fileprivate init(_ failure: CDNFailure) {
        self.init(failure.exit, failure.message)
    }
}

extension Stale {
    fileprivate var isTag: Bool { if case .tag = self { true } else { false } }

    /// As an operand of the command.
    fileprivate var operand: String { self == .everything ? "/*" : text }
}

extension MemoryBatches {
    /// The items that are not accepted.
    fileprivate var openItems: [String] { openBatches(of: "").flatMap(\.items) }
}

extension DirectReport {
    fileprivate mutating func add(_ result: DistributionResult, left: [String]) {
        items = result.accepted + left
        acceptedCount = result.accepted.count
        invalidations += result.invalidations
        remark = result.detail
    }

    fileprivate mutating func fail(_ failure: Failure, _ request: DirectRequest, left: [String]) {
        self.failure = failure
        isFailureTolerated = request.toleratesFailure
        if outcome == .planned || outcome == .nothing { outcome = .failed }
        command = request.command(distribution: distribution, items: left, invalidations: invalidations)
    }
}
