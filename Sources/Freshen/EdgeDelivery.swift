/// Asks a CDN for stored batches until each is accepted, or it is clear that some have to wait for the next run.
///
/// A batch is changed in the ledger before it is asked for in another shape, and then bears another reference: wherever a
/// run ends, the next one asks for what stands there, under the references that stand there.
struct EdgeDelivery {
    let ledger: any LedgerKeeping
    let edge: any EdgeTelling
    let patience: EdgePatience
    let isInterrupted: () -> Bool
    let reach: FailpointReached

    /// Throws an `EdgeFailure` for the first batch that is not taken; those after it are as much open as it is.
    func send(_ batches: [Batch], _ line: inout Report.Edge) throws {
        var queue = batches[...]
        var requests = 0
        while let batch = queue.popFirst() {
            guard !isInterrupted() else { throw EdgeFailure(.tryAgain, "interrupted") }
            requests += 1
            do {
                if let invalidation = try ask(for: batch, &line, isLast: requests >= Self.requestsAtOnce) {
                    try accept(batch, invalidation, &line)
                } else {
                    // Other batches stand in its place.
                    queue = try ledger.openBatches(of: batch.distribution)[...]
                }
            } catch {
                line.items += batch.items
                throw error
            }
        }
    }

    private func accept(_ batch: Batch, _ invalidation: String, _ line: inout Report.Edge) throws {
        reach(.cloudFrontAnswered)
        try ledger.accept(batch, invalidation: invalidation)
        reach(.batchAccepted)
        line.items += batch.items
        line.invalidations.append(invalidation)
        line.outcome = "accepted"
    }

    /// The id under which a batch was accepted; nil where the ledger has other batches in its place now.
    private func ask(for batch: Batch, _ line: inout Report.Edge, isLast: Bool) throws -> String? {
        guard try hasRoom(for: batch, &line) else { return nil }
        var mayRepeat = true
        while true {
            do {
                return try edge.send(batch)
            } catch {
                switch error.kind {
                case .notNow where try mayRepeat && backsOff(): mayRepeat = false
                case .full where try backsOff(): _ = try settle(ledger.unconfirmed(of: batch.distribution), &line)
                case .notNow, .other: throw error
                case .full, .badItems, .badReference:
                    guard !isLast else { throw EdgeFailure(.tryAgain, .notNow, error.message) }
                    try replace(batch, error, &line)
                    return nil
                }
            }
        }
    }

    private func backsOff() throws(EdgeFailure) -> Bool {
        guard patience.backOff() else { return false }
        guard !isInterrupted() else { throw EdgeFailure(.tryAgain, "interrupted") }
        return true
    }

    /// A run that is refused again and again leaves the rest to the next.
    private static let requestsAtOnce = 100
}

// MARK: - Batches in another shape

extension EdgeDelivery {
    private func replace(_ batch: Batch, _ failure: EdgeFailure, _ line: inout Report.Edge) throws {
        switch failure.kind {
        case .full: try narrow(batch, to: edge.load(of: batch.items).wildcards / 2, or: failure)
        case .badItems: try part(batch, failure, &line)
        default: try ledger.replace(batch, with: [batch.items], quarantining: nil)
        }
        reach(.batchReplaced)
    }

    /// Puts fewer wildcards that match as much into the place of a batch's; throws where that is no way out.
    private func narrow(_ batch: Batch, to limit: Int, or failure: EdgeFailure) throws {
        guard limit >= 1, limit < edge.load(of: batch.items).wildcards else { throw failure }
        try ledger.replace(batch, with: [edge.fewerWildcards(batch.items, atMost: limit)], quarantining: nil)
    }

    /// Halves a batch in which some item is refused; a lone one gives way to a wildcard that matches it.
    private func part(_ batch: Batch, _ failure: EdgeFailure, _ line: inout Report.Edge) throws {
        guard batch.items.count < 2 else {
            let half = batch.items.count / 2
            return try ledger.replace(
                batch, with: [Array(batch.items[..<half]), Array(batch.items[half...])], quarantining: nil)
        }
        guard let item = batch.items.first, let wider = edge.widened(item) else { throw failure }
        try ledger.replace(batch, with: [[wider]], quarantining: RefusedItem(item, reason: failure.message))
        line.quarantined.append(item)
        line.add("it refuses \(item), and got \(wider) in its place")
    }
}

// MARK: - What is in progress

extension EdgeDelivery {
    /// Whether a batch can be asked for now.
    ///
    /// Waits for what is in progress, as far as our own batches go; then puts a batch with fewer wildcards in its place.
    private func hasRoom(for batch: Batch, _ line: inout Report.Edge) throws -> Bool {
        let need = edge.load(of: batch.items)
        while true {
            let busy = try ledger.unconfirmed(of: batch.distribution)
            let room = edge.capacity.without(edge.load(of: busy.flatMap(\.items)))
            // Where nobody says what has ended, the CDN's own answer decides.
            guard !need.fits(in: room), let ended = try settle(busy, &line) else { return true }
            if !ended, try !backsOff() {
                try narrow(batch, to: room.wildcards, or: .full(room))
                return false
            }
        }
    }

    /// Asks for what earlier runs were promised; what cannot be had makes no run fail.
    func confirm(_ line: inout Report.Edge) throws(Failure) {
        let earlier = try ledger.unconfirmed(of: line.distribution).filter { batch in
            !line.invalidations.contains { $0 == batch.invalidation }
        }
        _ = try settle(earlier, &line)
        if line.outcome == "nothing", !line.confirmed.isEmpty { line.outcome = "confirmed" }
    }

    /// Asks how far the CDN has got; returns whether anything has ended, nil where it does not say.
    private func settle(_ batches: [Batch], _ line: inout Report.Edge) throws(Failure) -> Bool? {
        var ended = false
        for batch in batches.prefix(Self.askedAtOnce) where !isInterrupted() {
            let progress: EdgeProgress
            do {
                progress = try edge.progress(of: batch)
            } catch {
                line.add("not confirmed: \(error.message)")
                return nil
            }
            try note(progress, batch, &line)
            ended = ended || progress != .inProgress
        }
        return ended
    }

    private func note(_ progress: EdgeProgress, _ batch: Batch, _ line: inout Report.Edge) throws(Failure) {
        switch progress {
        case .inProgress: break
        case .completed:
            reach(.invalidationCompleted)
            try ledger.confirm(batch)
            line.confirmed.append(batch.invalidation ?? "")
        case .unknown:
            try ledger.forget(batch)
            line.add("CloudFront no longer knows \(batch.invalidation ?? "")")
        }
    }

    /// The rest is left to the next time: each costs a request.
    private static let askedAtOnce = 20
}

extension EdgeFailure {
    fileprivate static func full(_ room: EdgeLoad) -> EdgeFailure {
        EdgeFailure(
            .tryAgain, .full,
            "too many invalidations are in progress: there is room for \(max(0, room.paths)) paths and "
                + "\(max(0, room.wildcards)) wildcards; the next run asks again")
    }
}

extension Report.Edge {
    /// One thing more to say, said once.
    fileprivate mutating func add(_ remark: String) {
        guard detail?.hasSuffix(remark) != true else { return }
        detail = [detail, remark].compactMap { $0 }.joined(separator: "; ")
    }
}
