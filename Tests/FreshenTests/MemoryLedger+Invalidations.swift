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

    func replace(_ batch: Batch, with items: [[String]], quarantining item: Refusal<String>?) {
        guard accepted[batch.id] == nil, batches.contains(where: { $0.id == batch.id }) else { return }
        batches.removeAll { $0.id == batch.id }
        let target = Target(kind: .distribution, name: batch.distribution)
        if let item, states[target] != nil {
            refusedItems[target, default: []].removeAll { $0.refused == item.refused }
            refusedItems[target, default: []].append(item)
        }
        store(distribution: batch.distribution, batches: items, upTo: batch.upTo)
    }

    func delete(_ batch: Batch) {
        guard accepted[batch.id] != nil else { return }
        batches.removeAll { $0.id == batch.id }
    }
}
