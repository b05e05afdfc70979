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
