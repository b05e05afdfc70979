import Freshen

/// A ledger in memory: a log, an offset for each target, and stored batches.
final class MemoryLedger: LedgerKeeping {
    struct Entry {
        let entry: LogEntry
        let audience: Audience
        /// The web entries and distributions that it is for; empty: all.
        var targets: [String] = []
        /// When it was captured.
        var at: Instant
    }

    /// What the next look finds.
    var finds: [LogEntry] = []
    /// What the next look finds for some targets alone.
    var findsFor: [(entry: LogEntry, targets: [String])] = []
    /// Set: the next look finds another freshen at work.
    var busy: Duration??
    /// Set: the next look fails.
    var failure: Failure?
    /// The entries; the id of the first one is 1.
    var log: [Entry] = []
    /// The entries up to this id count as deleted.
    var pruned = 0
    var states: [Target: TargetState] = [:]
    /// What pods refused.
    private(set) var refusals: [Target: [Refusal<Stale>]] = [:]
    /// The database's clock.
    var now = Instant(microseconds: 1_796_115_600_000_000)
    var batches: [Batch] = []
    var accepted: [Int: String] = [:]
    var confirmed: [String] = []
    /// What distributions refused.
    var refusedItems: [Target: [Refusal<String>]] = [:]
    /// What any distribution refused.
    var quarantined: [Refusal<String>] { refusedItems.values.flatMap { $0 } }
    private var lastBatch = 0
    private(set) var acknowledgements: [String] = []
    /// Everything that was called and changes something, in order.
    private(set) var writes: [String] = []
    private var looks = 0
    private var webs: Set<String> = []

    func look(_ order: LookRequest) throws(Failure) -> LookOutcome {
        if let failure { throw failure }
        if let busy { return .busy(checkpointAge: busy) }
        if case .invalidate(let stale) = order.kind { return .finished(invalidate(Set(stale).sorted(), order)) }
        var seen = LookResult(lookedAt: now)
        seen.changes = finds.count + findsFor.count
        if order.isDryRun {
            seen.isFirst = looks == 0
            seen.planned =
                looks == 0
                ? []
                : (finds.map { ($0, []) } + findsFor).map {
                    PlannedEntry($0.0, collection: "articles", item: "7", reason: "changed", targets: $0.1)
                }
            return .finished(seen)
        }
        writes.append("look")
        seen.isFirst = looks == 0
        looks += 1
        if seen.isFirst { seen.changes = 0 } else { append(finds) }
        log += findsFor.map { Entry(entry: $0.entry, audience: .pods, targets: $0.targets, at: now) }
        (finds, findsFor) = ([], [])
        return .finished(seen)
    }

    private func invalidate(_ stale: [Stale], _ order: LookRequest) -> LookResult {
        let (entries, reason) = (stale.map { LogEntry($0) }, EverythingReason.invalidateCommand.text)
        var result = LookResult(lookedAt: nil)
        if stale.contains(.everything) { result.everything = reason }
        if order.isDryRun {
            result.planned = entries.map { PlannedEntry($0, collection: "", item: "", reason: reason) }
        } else {
            writes.append("request")
            append(entries)
        }
        return result
    }

    /// The offset of each target.
    var known: [Target: Int?] { states.mapValues(\.offset) }

    private func append(_ entries: [LogEntry], _ audience: Audience = .pods) {
        log += entries.map { Entry(entry: $0, audience: audience, at: now) }
    }

    func enlist(_ targets: [Target]) {
        if targets.contains(where: { states[$0] == nil }) { writes.append("enlist") }
        webs.formUnion(targets.filter { $0.kind == .pod }.map(\.web))
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
                let next = entries(after: offset, upTo: log.count, Audience(target)).first
                state.owedSince = next?.at
            }
            return (target, state)
        }
        return DeliveryState(
            head: log.count, hasLooked: looks > 0, now: now, states: Dictionary(uniqueKeysWithValues: states),
            webs: webs)
    }

    /// What is left of the log between two ids, for one audience.
    private func entries(after offset: Int, upTo: Int, _ audience: Audience) -> [Entry] {
        let first = min(max(offset, pruned), upTo)
        return log[first..<upTo].filter { entry in
            (audience.kind == .distribution || entry.audience == .pods)
                && (entry.targets.isEmpty || audience.name.map(entry.targets.contains) ?? true)
        }
    }

    func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) -> Owed {
        let entries = Set(entries(after: offset ?? 0, upTo: upTo, audience).map(\.entry))
        return Owed(entries.sorted { $0.stale < $1.stale }, after: offset, pruned: pruned, limit: limit)
    }

    func reasons(after offset: Int, upTo: Int) -> [PlannedEntry] {
        let entries = Set(entries(after: offset, upTo: upTo, .distributions).map(\.entry))
        return entries.sorted { $0.stale < $1.stale }.map {
            PlannedEntry($0, collection: "articles", item: "7", reason: "owed: changed")
        }
    }

    func acknowledge(_ targets: [Target], after: Int?, upTo: Int) {
        let targets = targets.filter { target in states[target].map { $0.offset ?? -1 >= after ?? -1 } ?? false }
        if !targets.isEmpty { writes.append("acknowledge") }
        let first = targets.compactMap { states[$0]?.resendFrom }.min()
        for target in targets {
            acknowledgements.append(target.name)
            guard var state = states[target] else { continue }
            state.offset = max(upTo, state.offset ?? 0)
            // Another run may have sent distributions entries that this pod has not done yet.
            let isBehind = log[min(upTo, log.count)...].contains { $0.audience == .pods }
            state.resendFrom = state.resendFrom != nil && isBehind ? upTo + 1 : nil
            states[target] = state
        }
        appendAgain(from: first, upTo: upTo)
    }

    func markForResend(_ pods: [Target]) {
        for pod in pods {
            let first = states[pod]?.offset.map { $0 + 1 } ?? 0
            let resendFrom = states[pod]?.resendFrom ?? first
            states[pod]?.resendFrom = min(resendFrom, first)
        }
    }

    func delete(_ pods: [Target]) {
        for pod in pods { refusals[pod] = nil }
        appendAgain(from: pods.compactMap { states.removeValue(forKey: $0)?.resendFrom }.min(), upTo: log.count)
    }

    func deleteDistribution(_ id: String) {
        batches.removeAll { $0.distribution == id }
        let target = Target(kind: .distribution, name: id)
        (states[target], refusedItems[target]) = (nil, nil)
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
        guard let before = states[pod] else { return }
        let offset = said.age.flatMap { age in lastEntry(before: asked - age - margin) }
        states[pod] = TargetState(
            offset: offset, resendFrom: offset.map { $0 + 1 } ?? 0, owedSince: now, buildId: said.buildId,
            freshSince: said.freshSince)
        // The earlier process counts as deleted, if anything was ever delivered to it.
        if before.offset != nil { appendAgain(from: before.resendFrom, upTo: log.count) }
    }

    /// The last entry that was captured before an instant; nil: pruned entries may have been captured after it.
    private func lastEntry(before instant: Instant) -> Int? {
        if let index = log.lastIndex(where: { $0.at < instant }), index >= pruned { return index + 1 }
        return pruned == 0 || instant >= now - .seconds(Retention.days * 86_400) ? pruned : nil
    }

    func quarantine(_ refused: [Refusal<Stale>], of pod: Target) {
        guard states[pod] != nil else { return }
        writes.append("quarantine")
        for refusal in refused {
            refusals[pod, default: []].removeAll { $0.refused == refusal.refused }
            refusals[pod, default: []].append(refusal)
        }
    }

    private func appendAgain(from first: Int?, upTo: Int) {
        guard let first else { return }
        guard first > pruned else { return append([LogEntry(.everything)], .distributions) }
        let again = Set(entries(after: first - 1, upTo: max(upTo, first - 1), .pods).map(\.entry))
        append(again.sorted { $0.stale < $1.stale }, .distributions)
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
        let target = Target(kind: .distribution, name: batch.distribution)
        if accepted[batch.id] == nil, let month = states[target]?.month {
            states[target]?.month = month + ItemCounts(batch.items)
        }
        accepted[batch.id] = invalidation
        if openBatches(of: batch.distribution).isEmpty {
            let offset = states[target]?.offset ?? 0
            states[target]?.offset = max(batch.upTo, offset)
        }
    }
}
