import Freshen

/// The ledger's promises, kept in memory: a log, an offset for each target, and stored batches.
final class MemoryLedger: LedgerKeeping {
    /// What the next look finds.
    var finds: [LogEntry] = []
    /// Set: the next look finds another freshen at work.
    var busy: Duration??
    /// Set: the next look fails.
    var failure: Failure?
    private(set) var log: [LogEntry] = []
    private(set) var known: [Target: Int?] = [:]
    private(set) var batches: [Batch] = []
    private(set) var accepted: [Int: String] = [:]
    private(set) var acknowledgements: [String] = []
    /// Everything that was called and changes something, in order.
    private(set) var writes: [String] = []
    private var looks = 0
    private let at = Instant(microseconds: 1_796_115_600_000_000)

    func look(_ order: LookOrder) throws(Failure) -> Look {
        if let failure { throw failure }
        if let busy { return .busy(checkpointAge: busy) }
        var seen = Seen(at: at)
        seen.changes = finds.count
        if order.isDryRun {
            seen.isFirst = looks == 0
            seen.planned = finds.map { PlannedEntry($0, collection: "articles", item: "7", reason: "changed") }
            return .seen(seen)
        }
        writes.append("look")
        seen.isFirst = looks == 0
        looks += 1
        if seen.isFirst { seen.changes = 0 } else { log += finds }
        finds = []
        return .seen(seen)
    }

    func enlist(_ targets: [Target]) {
        writes.append("enlist")
        for target in targets where known[target] == nil {
            known.updateValue(looks == 0 ? log.count : nil, forKey: target)
        }
    }

    func standing() -> Standing { Standing(head: log.count, hasLooked: looks > 0, offsets: known) }

    func owed(after offset: Int?, upTo: Int, limit: Int) -> Owed {
        guard let offset else { return Owed(entries: Array(log.prefix(upTo)), everything: true) }
        return Owed(entries: offset < upTo ? Array(log[offset..<upTo]) : [])
    }

    func reasons(after offset: Int, upTo: Int) -> [PlannedEntry] {
        log[min(offset, upTo)..<upTo].map { entry in
            PlannedEntry(entry, collection: "articles", item: "7", reason: "owed: changed")
        }
    }

    func acknowledge(_ targets: [Target], upTo: Int) {
        if !targets.isEmpty { writes.append("acknowledge") }
        for target in targets {
            acknowledgements.append(target.name)
            known.updateValue(max(upTo, (known[target] ?? nil) ?? 0), forKey: target)
        }
    }

    func store(distribution: String, batches items: [[String]], upTo: Int) {
        writes.append("store")
        for one in items {
            let id = batches.count + 1
            batches.append(
                Batch(id: id, distribution: distribution, callerReference: "reference-\(id)", items: one, upTo: upTo))
        }
    }

    func openBatches(of distribution: String) -> [Batch] {
        batches.filter { $0.distribution == distribution && accepted[$0.id] == nil }
    }

    func accept(_ batch: Batch, invalidation: String) {
        writes.append("accept")
        accepted[batch.id] = invalidation
        if openBatches(of: batch.distribution).isEmpty {
            known.updateValue(batch.upTo, forKey: Target(kind: .distribution, name: batch.distribution))
        }
    }
}
