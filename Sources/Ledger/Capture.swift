internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// One look, inside its transaction.
struct Capture {
    private let ledger: PostgresLedger
    private let context: CaptureContext
    private var numbering: Numbering
    /// Why sources could not be compared.
    private var unread: [Failure] = []
    private var log: CaptureLog

    private var session: Session { ledger.session }
    private var request: LookRequest { context.request }
    /// How far the job's clock was from the database's as the transaction began.
    let clocks: ClockDifference

    /// Takes the run lock and counts rows; throws where the clocks are too far apart, unless an instant is named.
    init(_ ledger: PostgresLedger, _ request: LookRequest, jobClock: Instant) throws {
        let session = ledger.session
        let checkpoint = try Checkpoint.locked(session, request)
        ledger.failpoint(.locked)
        clocks = ClockDifference(job: jobClock, database: request.databaseClock ?? checkpoint.databaseClock)
        if request.at == nil, let failure = clocks.failure { throw failure }
        // The first look records all items and sends nothing. Ended early it would begin anew each time, and never be done.
        if checkpoint.isFirst { session.connection.timeLeft = { nil } }
        self.ledger = ledger
        numbering = try Numbering(session)
        ledger.progress("counting rows")
        context = try CaptureContext(request, checkpoint, ledger.sources, session)
        log = CaptureLog(
            session: session, request: request, lookNumber: checkpoint.lookNumber + 1, isFirst: checkpoint.isFirst)
    }

    mutating func run() throws -> LookResult {
        for source in ledger.sources { try compare(source) }
        for removed in numbering.removed(ledger.sources) {
            try log.deleteCollection(removed.number, removed.name, numbering)
        }
        try log.expandPagesOf(
            numbering, ledger.sources, context.values(routes: [], isRestricted: false))
        if let reason = context.checkpoint.discontinuity { try log.appendEverything(reason) }
        if case .window(let since, let until) = request.kind, !context.checkpoint.isFirst {
            try appendWindow(since: since, until: until ?? context.lookedAt)
            ledger.failpoint(.windowAppended)
        }
        ledger.failpoint(.compared)
        try log.replaceFlood(limit: request.flood)
        if !request.isDryRun {
            try context.checkpoint.store(context.lookedAt, counts: context.counts.mapValues(\.rows), session)
            if log.mayHaveAppended { try Pruning(session: session).run() }
        }
        ledger.failpoint(.beforeCommit)
        var result = result
        result.collections = try summaries()
        return result
    }

    private var result: LookResult {
        var result = LookResult(lookedAt: context.lookedAt)
        result.isFirst = context.checkpoint.isFirst
        result.changes = log.changes
        let reasons = log.everythingReasons.map(\.text).reduce(into: [String]()) { all, reason in
            if !all.contains(reason) { all.append(reason) }
        }
        result.everything = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
        result.planned = log.planned
        result.unread = unread
        result.waiting = ledger.sources.flatMap { source in source.waiting.map { source.name + " " + $0.name } }
        return result
    }

    /// The items of each collection and of its routes, for the first run and dry runs.
    ///
    /// Empty in any other run, because the time for counting grows with the number of items.
    private func summaries() throws -> [CollectionSummary] {
        guard request.isDryRun || context.checkpoint.isFirst else { return [] }
        ledger.progress("counting items")
        return try ledger.sources.filter { !$0.isUnknown }.map { source in
            let isStored =
                !request.isDryRun
                || numbering.signature(of: source.name)?.statements == source.signature.statements
            let statement = SummaryStatement(
                source: source, collection: numbering.number(of: source.name),
                routes: source.routes.map(numbering.number), isStored: isStored,
                hasExamples: context.checkpoint.isFirst || request.hasExamples)
            return try statement.summary(
                session, context.values(routes: source.routes.map(numbering.number), isRestricted: false))
        }
    }

    private mutating func compare(_ source: ItemSource) throws {
        if let differences = source.differences { return try compare(source, differences) }
        let keyCheck = KeyCheck(source: source, session: session)
        try keyCheck.checkRepeated()
        let textCheck = try TextCheck(source, session)
        if let failure = textCheck.failure { unread.append(failure) }
        let number = numbering.number(of: source.name)
        let check = DepthCheck(
            source: source, number: number, signature: numbering.signature(of: source.name),
            hidesItems: textCheck.hidesItems, context: context, session: session)
        let items = try check.decide()
        let depth = items.depth
        let isDue = context.due.contains(number)
        if check.basis != .fingerprints {
            let inUse = Set(ledger.sources.flatMap(\.routes))
            try numbering.keepLists(of: source, inUse: inUse, isDryRun: request.isDryRun, session)
        }
        if !request.isDryRun { try numbering.record(source, session) }
        if depth == .due, !isDue { return }
        ledger.progress("comparing \(source.name)")
        var statement = statement(source, items)
        statement.basis = check.basis
        statement.reasons.ruleChange = check.ruleChange
        statement.reasons.isEarlier = context.checkpoint.lookedAt.map { context.lookedAt < $0 } ?? false
        let values = context.values(routes: source.routes.map(numbering.number), isRestricted: depth != .all)
        if depth != .all {
            let onlyOwnRowsCanDiffer = depth == .young && !isDue
            let limit = CaptureStatement.maximumKeys
            let young = onlyOwnRowsCanDiffer ? items.young : nil
            let keys = try young ?? statement.keys(limit: limit + 1, session, values)
            if keys.isEmpty, !statement.queriesAllLists { return }
            if keys.count <= limit {
                statement.keys = keys
                statement.reasons.rows = try origins(of: statement, keys, items.young)
            }
        }
        try keyCheck.naming { try log.compare(statement, values) }
    }

    /// Compares the items of a source that has found its differences itself.
    ///
    /// If it fails to pass them on, nothing of it is kept, and the look goes on.
    private mutating func compare(_ source: ItemSource, _ differences: ItemDifferences) throws {
        guard case .found(let eachPortion) = differences else { return }
        let before = log
        try session.run("SAVEPOINT source")
        do {
            try compare(source, eachPortion)
        } catch let failure as Failure {
            try session.run("ROLLBACK TO SAVEPOINT source")
            unread.append(failure)
            (log, numbering) = (before, try Numbering(session))
        }
        try session.run("RELEASE SAVEPOINT source")
    }

    private mutating func compare(
        _ source: ItemSource, _ eachPortion: ((ItemPortion) throws -> Void) throws -> Void
    ) throws {
        if !request.isDryRun {
            // By another rule, or without a check, what was sent earlier cannot be checked.
            let isSame = numbering.signature(of: source.name)?.statements == source.signature.statements
            try numbering.record(source, session)
            if !source.isChecked || !isSame { try deleteReleases(of: numbering.number(of: source.name)) }
            try store(source.waiting, of: numbering.number(of: source.name))
        }
        let values = context.values(routes: source.routes.map(numbering.number), isRestricted: true)
        try eachPortion { portion in
            var statement = statement(source.limited(to: portion), ComparedItems(depth: .young))
            statement.keys = portion.keys
            statement.reasons.rows = Reasons.Origins(own: portion.keys)
            try log.compare(statement, values)
            guard !request.isDryRun, !context.checkpoint.isFirst else { return }
            for release in portion.releases {
                try session.run(.storing(release, of: numbering.number(of: source.name), look: log.lookNumber))
            }
        }
    }

    private func deleteReleases(of collection: Int) throws {
        try session.run("DELETE FROM freshen.release WHERE collection = \(number: collection)")
    }

    /// Stores the groups that a source keeps back, in place of those that it kept back before.
    private func store(_ groups: [WaitingGroup], of collection: Int) throws {
        try session.run("DELETE FROM freshen.waiting WHERE collection = \(number: collection)")
        for group in groups {
            try session.run(
                """
                INSERT INTO freshen.waiting (collection, name, state, seen_at, since) VALUES (\(number: collection),
                  \(bind: group.name), \(bind: group.state), \(bind: Instant(microseconds: group.seenAt).description),
                  \(bind: Instant(microseconds: group.since).description))
                """)
        }
    }

    /// From which rows the differences of the candidates in `keys` can come; nil: unknown.
    ///
    /// It is unknown where the age of rows is of no use, or where the collection has too many young rows of its own, so
    /// that `young`, which holds their keys, is nil.
    private func origins(
        of statement: CaptureStatement, _ keys: [String], _ young: [String]?
    ) throws -> Reasons.Origins? {
        guard statement.depth != .values, !context.checkpoint.isTooOld else { return nil }
        let hasYoung = statement.source.tables.first.map { context.counts[$0.oid]?.young != nil } ?? false
        guard let own = young ?? (hasYoung ? nil : []) else { return nil }
        return try Reasons.origins(statement, keys, own: own, context, session)
    }

    private func statement(_ source: ItemSource, _ items: ComparedItems) -> CaptureStatement {
        CaptureStatement(
            source: source, collection: numbering.number(of: source.name), items: items,
            routes: numbering.routes(with: source), clock: context.clock,
            queriesAllLists: (request.kind == .everyItem || items.depth == .all) && !source.lists.isEmpty)
    }

    private mutating func appendWindow(since: Instant, until: Instant) throws {
        ledger.progress("looking through \(since) to \(until)")
        try log.repeatEntries(since: since, until: until)
        // Only items in tables have dates.
        for source in ledger.sources where source.differences == nil {
            try log.appendDatesInWindow(
                statement(source, ComparedItems(depth: .all)),
                context.values(since: since, until: until, routes: source.routes.map(numbering.number)))
        }
        try log.expandPagesOf(
            numbering, ledger.sources, context.values(routes: [], isRestricted: false))
    }
}
