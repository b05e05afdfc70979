internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// One look, inside its transaction.
struct Capture {
    let ledger: PostgresLedger
    let request: LookRequest

    private var session: Session { ledger.session }

    func run() throws -> LookResult {
        let checkpoint = try Checkpoint.locked(session, request)
        ledger.reach(.locked)
        let at = instant(checkpoint)
        var seen = LookResult(lookedAt: at)
        seen.isFirst = checkpoint.isFirst
        let names = try Numbering(session)
        ledger.progress("counting rows")
        let context = context(at: at, since: checkpoint.lookedAt, checkpoint)
        let (counts, due) = try counted(context)
        var log = CaptureLog(session: session, request: request, run: checkpoint.run + 1, isFirst: checkpoint.isFirst)
        for source in ledger.sources {
            try compare(source, checkpoint, names, counts, due, context, &log)
        }
        try drop(names.removed(ledger.sources), names, &log)
        try log.expandPagesOf(names)
        if let identityChange = checkpoint.identityChange { try log.everything(identityChange) }
        if case .window(let since, let until) = request.kind, !checkpoint.isFirst {
            try again(since: since, until: until ?? at, names, context, &log)
            ledger.reach(.windowAppended)
        }
        ledger.reach(.compared)
        try log.holdBackFlood(limit: request.flood)
        seen.changes = log.changes
        seen.everything = log.reasonForEverything
        seen.planned = log.planned
        if !request.isDryRun {
            try checkpoint.move(to: at, counts: counts.mapValues(\.rows), session)
            try log.prune()
        }
        ledger.reach(.beforeCommit)
        return seen
    }

    /// N: the earlier of both clocks, less the margin; a dry run may name its own.
    private func instant(_ checkpoint: Checkpoint) -> Instant {
        request.at ?? clock(checkpoint) - request.margin
    }

    private func clock(_ checkpoint: Checkpoint) -> Instant {
        request.at ?? min(request.databaseClock ?? checkpoint.databaseClock, request.jobClock)
    }

    private func context(at: Instant, since: Instant?, _ checkpoint: Checkpoint) -> SQL.Context {
        let low = min(since.map { $0 + .microseconds(1) } ?? at, at)
        return SQL.Context(values: [
            .lookedAt: at.description, .windowStart: low.description, .windowEnd: at.description, .horizon: checkpoint.horizon,
        ])
    }

    /// Counts each watched table's rows and the young ones among them, in one scan each; and the collections with an item
    /// whose date has come.
    private func counted(_ context: SQL.Context) throws -> (tables: [String: TableCount], due: Set<Int>) {
        let tables = Dictionary(
            ledger.sources.flatMap(\.tables).map { ($0.oid, $0.name) }, uniquingKeysWith: { first, _ in first })
        let scans = tables.sorted { $0.key < $1.key }.map { oid, name in
            let young = " FILTER (WHERE " + SQL.isYoung("t") + ")::text"
            return SQL(trusted: "SELECT \(oid), count(*), min(t.ctid)") + young + ", max(t.ctid)" + young + " FROM " + name
                + " AS t"
        }
        let due =
            "SELECT DISTINCT NULL::oid, collection::bigint, NULL, NULL FROM freshen.item WHERE next_due <= "
            + SQL.parameter(.lookedAt)
        var found: (tables: [String: TableCount], due: Set<Int>) = ([:], [])
        for row in try session.rows((scans + [due]).joined(" UNION ALL "), context) {
            if let oid = row[0] {
                let young = row[2].flatMap { first in row[3].map { TableCount.Span(first: first, last: $0) } }
                found.tables[oid] = TableCount(rows: row.int(1) ?? 0, young: young)
            } else {
                found.due.insert(row.int(1) ?? 0)
            }
        }
        return found
    }

    // MARK: One collection

    private func compare(
        _ source: ItemSource, _ checkpoint: Checkpoint, _ names: Numbering, _ counts: [String: TableCount],
        _ due: Set<Int>, _ context: SQL.Context, _ log: inout CaptureLog
    ) throws {
        let id = names.id(of: source.name)
        var young: [String]?
        let depth = try depth(source, checkpoint, names, counts, context, &young)
        let isDue = due.contains(id)
        if depth == .due, !isDue { return }
        if !request.isDryRun { try names.record(source, session) }
        ledger.progress("comparing \(source.name)")
        var statement = CaptureStatement(
            source: source, collection: id, depth: depth, routes: names.routes(with: source), clock: clock(checkpoint))
        var context = context
        context.routes = source.routes.map(names.id)
        context.isRestricted = depth != .all
        if depth != .all {
            statement.young = young
            let isOwnAlone = depth == .young && !isDue && !source.hasYoungToOne(counts)
            let keys = isOwnAlone ? young : nil
            let found = try keys ?? session.rows(statement.finding(limit: Self.few + 1), context).compactMap { $0[0] }
            if found.isEmpty { return }
            if found.count <= Self.few { statement.keys = found }
        }
        try log.take(statement, context)
    }

    /// How many candidates are named one by one; more are left to the statement, so that memory does not grow with them.
    private static let few = 1000

    /// Decides how deep to look; `young` is left holding the keys of the collection's young rows where they are few.
    private func depth(
        _ source: ItemSource, _ checkpoint: Checkpoint, _ names: Numbering, _ counts: [String: TableCount],
        _ context: SQL.Context, _ young: inout [String]?
    ) throws -> Depth {
        let isNew = names.signature(of: source.name) != source.signature
        let wentBack = checkpoint.lookedAt.map { instant(checkpoint) < $0 } ?? true
        if isNew || wentBack || checkpoint.identityChange != nil { return .all }
        if request.kind == .everyItem { return .values }
        if checkpoint.isTooOld { return .versions }
        var unknown = 0
        if let span = source.tables.first.flatMap({ counts[$0.oid]?.young }) {
            (unknown, young) = try youngRows(source, names.id(of: source.name), span, context)
        }
        return QuietCheck(
            source: source, before: { checkpoint.counts[$0] }, now: { counts[$0] ?? TableCount(rows: 0, young: nil) },
            unknownYoung: unknown
        ).depth
    }

    /// How many young rows the ledger does not know; and all their keys, where they are few.
    ///
    /// The table was scanned for them once: no page before the first of them, or after the last, is read again.
    private func youngRows(
        _ source: ItemSource, _ id: Int, _ span: TableCount.Span, _ context: SQL.Context
    ) throws -> (unknown: Int, keys: [String]?) {
        let place: SQL = "own.ctid >= \(bind: span.first)::tid AND own.ctid <= \(bind: span.last)::tid"
        let young = source.keys + " WHERE " + place + " AND " + .isYoung("own")
        let some = young + " LIMIT " + "\(number: Self.few + 1)"
        let found = try session.rows(
            "SELECT young.key, known.key IS NULL FROM (" + some + ") AS young LEFT JOIN "
                + .probed("known", of: id, "young.key"), context)
        if found.count <= Self.few { return (found.filter { $0[1] == "t" }.count, found.compactMap { $0[0] }) }
        let unknown =
            "SELECT count(*) FROM (" + young + ") AS young LEFT JOIN " + .item("known", of: id, "young.key")
            + " WHERE known.key IS NULL"
        return (try session.rows(unknown, context).first?.int(0) ?? 0, nil)
    }

    // MARK: What left freshen.yaml, and what is sent again

    private func drop(_ removed: [(id: Int, name: String)], _ names: Numbering, _ log: inout CaptureLog) throws {
        for collection in removed {
            try log.dropCollection(collection.id, collection.name, names)
        }
    }

    private func again(
        since: Instant, until: Instant, _ names: Numbering, _ context: SQL.Context, _ log: inout CaptureLog
    ) throws {
        ledger.progress("looking through \(since) to \(until)")
        try log.repeatEntries(since: since, until: until)
        for source in ledger.sources {
            var window = context
            // A date on the window's very beginning has fallen in it, so it is compared with the instant before.
            window.values[.windowStart] = (since - .microseconds(1)).description
            window.values[.windowEnd] = max(since, until - .microseconds(1)).description
            window.routes = source.routes.map(names.id)
            window.isRestricted = false
            let statement = CaptureStatement(
                source: source, collection: names.id(of: source.name), depth: .all,
                routes: names.routes(with: source), clock: until)
            try log.takeFalling(statement, window)
        }
        try log.expandPagesOf(names)
    }
}

extension ItemSource {
    /// Whether a row was written that items show by steps to one row.
    fileprivate func hasYoungToOne(_ counts: [String: TableCount]) -> Bool {
        tables.contains { table in
            if case .toOne = table.reach { counts[table.oid]?.young != nil } else { false }
        }
    }
}
