import Freshen

/// The ledger's promises, kept in memory: a log, an offset for each target, and stored batches.
final class MemoryLedger: LedgerKeeping {
    struct Entry {
        let entry: LogEntry
        let audience: Audience
        let at: Instant
    }

    /// What the next look finds.
    var finds: [LogEntry] = []
    /// Set: the next look finds another freshen at work.
    var busy: Duration??
    /// Set: the next look fails.
    var failure: Failure?
    private(set) var log: [Entry] = []
    var states: [Target: TargetState] = [:]
    private(set) var refusals: [Target: Set<Refusal>] = [:]
    /// The database's clock.
    var now = Instant(microseconds: 1_796_115_600_000_000)
    var batches: [Batch] = []
    var accepted: [Int: String] = [:]
    var confirmed: [String] = []
    var quarantined: [RefusedItem] = []
    private var lastBatch = 0
    private(set) var acknowledgements: [String] = []
    /// Everything that was called and changes something, in order.
    private(set) var writes: [String] = []
    private var looks = 0

    func look(_ order: LookRequest) throws(Failure) -> LookOutcome {
        if let failure { throw failure }
        if let busy { return .busy(checkpointAge: busy) }
        if case .invalidate(let stale) = order.kind { return .finished(request(stale.map { LogEntry($0) }, order)) }
        var seen = LookResult(lookedAt: now)
        seen.changes = finds.count
        if order.isDryRun {
            seen.isFirst = looks == 0
            seen.planned =
                looks == 0 ? [] : finds.map { PlannedEntry($0, collection: "articles", item: "7", reason: "changed") }
            return .finished(seen)
        }
        writes.append("look")
        seen.isFirst = looks == 0
        looks += 1
        if seen.isFirst { seen.changes = 0 } else { append(finds) }
        finds = []
        return .finished(seen)
    }

    private func request(_ entries: [LogEntry], _ order: LookRequest) -> LookResult {
        var seen = LookResult(lookedAt: nil)
        if order.isDryRun {
            seen.planned = entries.map { PlannedEntry($0, collection: "", item: "", reason: "asked for") }
        } else {
            writes.append("request")
            append(entries)
        }
        return seen
    }

    /// The offsets, as they were noted.
    var known: [Target: Int?] { states.mapValues(\.offset) }

    private func append(_ entries: [LogEntry], _ audience: Audience = .pods) {
        log += entries.map { Entry(entry: $0, audience: audience, at: now) }
    }

    func enlist(_ targets: [Target]) {
        if targets.contains(where: { states[$0] == nil }) { writes.append("enlist") }
        for target in targets where states[target] == nil {
            let isNew = looks > 0
            states[target] = TargetState(
                offset: isNew ? nil : log.count, resendFrom: isNew && target.kind == .pod ? 0 : nil,
                owedSince: isNew ? now : nil)
        }
    }

    func deliveryState() -> DeliveryState {
        let states = states.map { target, state in
            var state = state
            if let offset = state.offset {
                let next = log[offset...].first { $0.audience == .pods || target.kind == .distribution }
                state.owedSince = next?.at
            }
            return (target, state)
        }
        return DeliveryState(
            head: log.count, hasLooked: looks > 0, now: now, states: Dictionary(uniqueKeysWithValues: states))
    }

    func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) -> Owed {
        let first = min(offset ?? 0, upTo)
        let mine = log[first..<upTo].filter { audience == .distributions || $0.audience == .pods }
        let entries = Set(mine.map(\.entry))
        return Owed(entries.sorted { $0.stale < $1.stale }, after: offset, limit: limit)
    }

    func reasons(after offset: Int, upTo: Int) -> [PlannedEntry] {
        log[min(offset, upTo)..<upTo].map { entry in
            PlannedEntry(entry.entry, collection: "articles", item: "7", reason: "owed: changed")
        }
    }

    func acknowledge(_ targets: [Target], after: Int?, upTo: Int) {
        let targets = targets.filter { states[$0]?.offset ?? -1 >= after ?? -1 }
        if !targets.isEmpty { writes.append("acknowledge") }
        let lacked = targets.compactMap { states[$0]?.resendFrom }.min()
        for target in targets {
            acknowledgements.append(target.name)
            guard var state = states[target] else { continue }
            state.offset = max(upTo, state.offset ?? 0)
            // Another run may have told distributions more than that meanwhile.
            let isBehind = log[min(upTo, log.count)...].contains { $0.audience == .pods }
            state.resendFrom = state.resendFrom != nil && isBehind ? upTo + 1 : nil
            states[target] = state
        }
        again(from: lacked, upTo: upTo)
    }

    func markForResend(_ pods: [Target]) {
        for pod in pods {
            let first = states[pod]?.offset.map { $0 + 1 } ?? 0
            let resendFrom = states[pod]?.resendFrom ?? first
            states[pod]?.resendFrom = min(resendFrom, first)
        }
    }

    func delete(_ pods: [Target]) {
        again(from: pods.compactMap { states.removeValue(forKey: $0)?.resendFrom }.min(), upTo: log.count)
    }

    func deleteDistribution(_ id: String) {
        batches.removeAll { $0.distribution == id }
        states[Target(kind: .distribution, name: id)] = nil
    }

    func recordIncarnations(_ incarnations: [Target: Incarnation]) {
        for (target, said) in incarnations {
            guard var state = states[target] else { continue }
            state.buildId = state.buildId ?? said.buildId
            state.freshSince = state.freshSince ?? said.freshSince
            states[target] = state
        }
    }

    func renew(_ pod: Target, _ said: Incarnation, asked: Instant, margin: Duration) {
        let since = said.age.map { age in log.prefix { $0.at < asked - age - margin }.count }
        let before = states[pod]
        states[pod] = TargetState(
            offset: since, resendFrom: since.map { $0 + 1 } ?? 0, owedSince: now, buildId: said.buildId,
            freshSince: said.freshSince)
        // A process that was told something before is gone, with all that it lacked.
        if before?.offset != nil { again(from: before?.resendFrom, upTo: log.count) }
    }

    func quarantine(_ refused: [Refusal], of pod: Target) {
        refusals[pod, default: []].formUnion(refused)
    }

    private func again(from first: Int?, upTo: Int) {
        guard let first else { return }
        guard first > 0 else { return append([LogEntry(.everything)], .distributions) }
        let lacked = log[min(first - 1, upTo)..<upTo].filter { $0.audience == .pods }.map(\.entry)
        append(Set(lacked).sorted { $0.stale < $1.stale }, .distributions)
    }

    func store(distribution: String, batches items: [[String]], upTo: Int) {
        writes.append("store")
        if items.isEmpty { acknowledge([Target(kind: .distribution, name: distribution)], after: nil, upTo: upTo) }
        for one in items {
            lastBatch += 1
            let id = lastBatch
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
            let target = Target(kind: .distribution, name: batch.distribution)
            let offset = states[target]?.offset ?? 0
            states[target]?.offset = max(batch.upTo, offset)
        }
    }
}
