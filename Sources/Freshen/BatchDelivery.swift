/// Sends stored batches to a CDN until each is accepted, or it is clear that the rest has to wait for the next run.
///
/// A batch that has to change is replaced in the ledger first: wherever a run ends, the next one sends what is stored.
struct BatchDelivery {
    let ledger: any BatchKeeping
    let cdn: any CDNInvalidating
    let waitBudget: CDNWaitBudget
    let isInterrupted: () -> Bool
    let failpoint: FailpointReached

    /// Throws a `CDNFailure` for the first batch that is not accepted; it and the batches after it stay open.
    func send(_ batches: [Batch], _ result: inout DistributionResult) throws {
        var queue = batches[...]
        var requests = 0
        while let batch = queue.popFirst() {
            guard !isInterrupted() else { throw CDNFailure(.tryAgain, "interrupted") }
            requests += 1
            do {
                if let invalidation = try send(batch, &result, mayReplace: requests < Self.maximumRequests) {
                    try accept(batch, invalidation, &result)
                } else {
                    queue = try ledger.openBatches(of: batch.distribution)[...]
                }
            } catch {
                result.items += batch.items
                throw error
            }
        }
    }

    private func accept(_ batch: Batch, _ invalidation: String, _ result: inout DistributionResult) throws {
        failpoint(.cloudFrontAnswered)
        try ledger.accept(batch, invalidation: invalidation)
        failpoint(.batchAccepted)
        result.accept(batch.items, invalidation)
    }

    /// The id under which a batch was accepted; nil: other batches have replaced it.
    private func send(_ batch: Batch, _ result: inout DistributionResult, mayReplace: Bool) throws -> String? {
        guard try makeRoom(for: batch, &result) else { return nil }
        var mayRepeat = true
        while true {
            do {
                return try cdn.send(batch)
            } catch {
                switch error.kind {
                case .notNow where try mayRepeat && wait(): mayRepeat = false
                case .full where try wait():
                    _ = try readProgress(of: ledger.unconfirmed(of: batch.distribution), &result)
                case .notNow, .other: throw error
                case .full, .splitBatch, .badReference:
                    guard mayReplace else { throw CDNFailure(.tryAgain, .notNow, error.message) }
                    try replace(batch, error, &result)
                    return nil
                }
            }
        }
    }

    /// Waits for the CDN; false where the run's budget for waiting is used up.
    private func wait() throws(CDNFailure) -> Bool {
        guard waitBudget.wait() else { return false }
        guard !isInterrupted() else { throw CDNFailure(.tryAgain, "interrupted") }
        return true
    }

    /// After this many requests of a run, a batch that is not accepted is left to the next run.
    private static let maximumRequests = 100
}

// MARK: - Replacing batches

extension BatchDelivery {
    private func replace(_ batch: Batch, _ failure: CDNFailure, _ result: inout DistributionResult) throws {
        switch failure.kind {
        case .full: try narrow(batch, to: cdn.load(of: batch.items).wildcards / 2, or: failure)
        case .splitBatch: try bisect(batch, failure, &result)
        case .badReference: try ledger.replace(batch, with: [batch.items], quarantining: nil)
        case .notNow, .other: throw failure
        }
        failpoint(.batchReplaced)
    }

    /// Replaces a batch by one with fewer wildcards that match at least as much; throws `failure` if there is none.
    private func narrow(_ batch: Batch, to limit: Int, or failure: CDNFailure) throws {
        guard limit >= 1, limit < cdn.load(of: batch.items).wildcards else { throw failure }
        try ledger.replace(batch, with: [cdn.fewerWildcards(batch.items, atMost: limit)], quarantining: nil)
    }

    /// Halves a batch that holds a bad item; a single bad item is replaced by a wildcard that matches it.
    private func bisect(_ batch: Batch, _ failure: CDNFailure, _ result: inout DistributionResult) throws {
        let half = batch.items.count / 2
        guard half == 0 else {
            let halves = [batch.items[..<half], batch.items[half...]].map { Array($0) }
            return try ledger.replace(batch, with: halves, quarantining: nil)
        }
        guard let item = batch.items.first, let wider = cdn.widened(item) else { throw failure }
        try ledger.replace(batch, with: [[wider]], quarantining: Refusal(item, reason: failure.message))
        result.quarantined.append(item)
        result.add(remark: "CloudFront refused \(item); \(wider) replaces it")
    }
}

// MARK: - Invalidations in progress

extension BatchDelivery {
    /// Waits until a batch fits beside freshen's own invalidations in progress.
    ///
    /// Returns false where it waited in vain and replaced the batch by one with fewer wildcards.
    private func makeRoom(for batch: Batch, _ result: inout DistributionResult) throws -> Bool {
        let need = cdn.load(of: batch.items)
        while true {
            let inProgress = try ledger.unconfirmed(of: batch.distribution)
            let room = cdn.capacity.without(cdn.load(of: inProgress.flatMap(\.items)))
            // Where their progress cannot be read, the batch is sent and the CDN's answer decides.
            guard !need.fits(in: room), let hasEnded = try readProgress(of: inProgress, &result) else { return true }
            if !hasEnded, try !wait() {
                try narrow(batch, to: room.wildcards, or: .full(room))
                return false
            }
        }
    }

    /// Reads the progress of earlier runs' invalidations; the run does not fail if it cannot be read.
    func confirm(_ result: inout DistributionResult) throws(Failure) {
        let earlier = try ledger.unconfirmed(of: result.distribution).filter { batch in
            !result.invalidations.contains { $0 == batch.invalidation }
        }
        _ = try readProgress(of: earlier, &result)
        if result.outcome == .nothing, !result.confirmed.isEmpty { result.outcome = .confirmed }
    }

    /// Reads the progress of batches; returns whether any invalidation has ended, nil: it cannot be read.
    private func readProgress(of batches: [Batch], _ result: inout DistributionResult) throws(Failure) -> Bool? {
        var hasEnded = false
        for batch in batches.prefix(Self.maximumProgressReads) where !isInterrupted() {
            let progress: InvalidationProgress
            do {
                progress = try cdn.progress(of: batch)
            } catch {
                result.add(remark: "not confirmed: \(error.message)")
                return nil
            }
            try record(progress, of: batch, &result)
            hasEnded = hasEnded || progress != .inProgress
        }
        return hasEnded
    }

    private func record(
        _ progress: InvalidationProgress, of batch: Batch, _ result: inout DistributionResult
    ) throws(Failure) {
        switch progress {
        case .inProgress: break
        case .completed:
            failpoint(.invalidationCompleted)
            try ledger.confirm(batch)
            result.confirmed.append(batch.invalidation ?? "")
        case .unknown:
            try ledger.delete(batch)
            result.add(remark: "CloudFront no longer has \(batch.invalidation ?? "")")
        }
    }

    /// Each batch costs a request, so the rest is left to the next time.
    private static let maximumProgressReads = 20
}

extension CDNFailure {
    fileprivate static func full(_ room: InvalidationLoad) -> CDNFailure {
        CDNFailure(
            .tryAgain, .full,
            "CloudFront has too many invalidations in progress: there is room for \(max(0, room.paths)) paths and "
                + "\(max(0, room.wildcards)) wildcards")
    }
}
