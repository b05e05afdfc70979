/// The batches of one distribution in a command that has no ledger; they are lost when it ends.
final class MemoryBatches: BatchKeeping {
    private let distribution: String
    private let reference: (_ items: [String], _ number: Int) -> String
    private var open: [Batch] = []
    private var accepted: [Batch] = []
    /// How many batches had these items.
    private var counts: [[String]: Int] = [:]
    private var lastID = 0

    /// `reference` makes the caller reference of the batch with that number among those with the same items.
    ///
    /// A batch has the same reference in a repeated command if `reference` returns the same.
    init(
        _ batches: [[String]], of distribution: String,
        reference: @escaping (_ items: [String], _ number: Int) -> String
    ) {
        self.distribution = distribution
        self.reference = reference
        open = batches.map(batch)
    }

    func openBatches(of distribution: String) -> [Batch] { open }

    func accept(_ batch: Batch, invalidation: String) {
        open.removeAll { $0.id == batch.id }
        accepted.append(
            Batch(
                id: batch.id, distribution: distribution, callerReference: batch.callerReference, items: batch.items,
                upTo: 0, invalidation: invalidation))
    }

    func unconfirmed(of distribution: String) -> [Batch] { accepted }

    func confirm(_ batch: Batch) { delete(batch) }

    func delete(_ batch: Batch) { accepted.removeAll { $0.id == batch.id } }

    func replace(_ batch: Batch, with batches: [[String]], quarantining item: Refusal<String>?) {
        open = batches.map(self.batch) + open.filter { $0.id != batch.id }
    }

    private func batch(_ items: [String]) -> Batch {
        lastID += 1
        let number = counts[items, default: 0]
        counts[items] = number + 1
        return Batch(
            id: lastID, distribution: distribution, callerReference: reference(items, number), items: items, upTo: 0)
    }
}
