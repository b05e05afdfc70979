/// Asks a CDN for stored batches until each is accepted, or it is clear that some have to wait for the next run.
struct EdgeDelivery {
    let ledger: any LedgerKeeping
    let edge: any EdgeTelling
    let patience: EdgePatience
    let isInterrupted: () -> Bool
    let reach: FailpointReached

    /// Throws an `EdgeFailure` for the first batch that is not taken; those after it are as much open as it is.
    func send(_ batches: [Batch], _ line: inout Report.Edge) throws {
        for batch in batches {
            guard !isInterrupted() else { throw EdgeFailure(.tryAgain, "interrupted") }
            line.items += batch.items
            let invalidation = try ask(for: batch)
            reach(.cloudFrontAnswered)
            try ledger.accept(batch, invalidation: invalidation)
            reach(.batchAccepted)
            line.invalidations.append(invalidation)
            line.outcome = "accepted"
        }
    }

    /// Asks, and once more where it was not the time and there is some left.
    private func ask(for batch: Batch) throws(EdgeFailure) -> String {
        do {
            return try edge.send(batch)
        } catch  where error.kind == .notNow {
            guard patience.backOff(), !isInterrupted() else { throw error }
            return try edge.send(batch)
        }
    }
}

// MARK: - Confirmation

extension EdgeDelivery {
    /// Asks for what earlier runs were promised; what cannot be had makes no run fail.
    func confirm(_ line: inout Report.Edge) throws(Failure) {
        let earlier = try ledger.unconfirmed(of: line.distribution).filter { batch in
            !line.invalidations.contains { $0 == batch.invalidation }
        }
        for batch in earlier.prefix(Self.askedAtOnce) where !isInterrupted() {
            do {
                try settle(batch, edge.progress(of: batch), &line)
            } catch let failure as EdgeFailure {
                line.add("not confirmed: \(failure.message)")
                break
            } catch let failure as Failure {
                throw failure
            } catch {
                throw Failure(.bug, "\(error)")
            }
        }
        if line.outcome == "nothing", !line.confirmed.isEmpty { line.outcome = "confirmed" }
    }

    private func settle(_ batch: Batch, _ progress: EdgeProgress, _ line: inout Report.Edge) throws(Failure) {
        switch progress {
        case .inProgress: break
        case .completed:
            try ledger.confirm(batch)
            line.confirmed.append(batch.invalidation ?? "")
        case .unknown:
            try ledger.forget(batch)
            line.add("CloudFront no longer knows \(batch.invalidation ?? "")")
        }
    }

    /// The rest is left to the next run: each costs a request.
    private static let askedAtOnce = 20
}

extension Report.Edge {
    /// One thing more to say.
    mutating func add(_ remark: String) {
        detail = [detail, remark].compactMap { $0 }.joined(separator: "; ")
    }
}
