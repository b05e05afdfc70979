import Freshen

extension MemoryLedger {
    func unconfirmed(of distribution: String) -> [Batch] {
        batches.filter { $0.distribution == distribution }.compactMap { batch in
            guard let invalidation = accepted[batch.id], !confirmed.contains(invalidation) else { return nil }
            return Batch(
                id: batch.id, distribution: distribution, callerReference: batch.callerReference, items: batch.items,
                upTo: batch.upTo, invalidation: invalidation)
        }
    }

    func confirm(_ batch: Batch) {
        confirmed.append(batch.invalidation ?? "")
    }

    func forget(_ batch: Batch) {
        batches.removeAll { $0.id == batch.id }
    }
}
