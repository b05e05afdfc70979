internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// What a look makes stale: appended to the log, or in a dry run only listed.
struct CaptureLog {
    let session: Session
    let request: LookRequest
    let run: Int
    let isFirst: Bool
    private(set) var changes = 0
    private(set) var planned: [PlannedEntry] = []
    /// Why everything is stale, all reasons; nil: it is not.
    private(set) var reasonForEverything: String?
    private var pagesOf: Set<String> = []
    private var expanded: Set<String> = []

    init(session: Session, request: LookRequest, run: Int, isFirst: Bool) {
        self.session = session
        self.request = request
        self.run = run
        self.isFirst = isFirst
    }

    /// Compares one collection.
    mutating func take(_ statement: CaptureStatement, _ context: SQL.Context) throws {
        if request.isDryRun {
            guard !isFirst else { return }
            try list(statement.listing(paths: request.flood + 1), collection: statement.source.name, context)
        } else if isFirst {
            try session.run(statement.recording, context)
        } else {
            let row = try session.rows(statement.writing(run: run), context).first
            changes += row?.int(0) ?? 0
            pagesOf.formUnion((row?[1] ?? "").split(separator: "\u{1}").map(String.init))
        }
    }

    /// Takes the pages of items whose dates fell in a window, though nothing changed since the last look.
    mutating func takeFalling(_ statement: CaptureStatement, _ context: SQL.Context) throws {
        let name = statement.source.name
        guard !request.isDryRun else { return try list(statement.falling, collection: name, context) }
        let rows = try session.rows(
            """
            WITH falling AS MATERIALIZED (\(statement.falling)),
            log AS (INSERT INTO freshen.change (run, kind, path, next, collection, item, reason)
              SELECT \(number: run), kind, path, next, \(bind: name), item, reason FROM falling WHERE kind <> 'pages_of')
            SELECT string_agg(path, chr(1)) FROM falling WHERE kind = 'pages_of'
            """, context)
        pagesOf.formUnion((rows.first?[0] ?? "").split(separator: "\u{1}").map(String.init))
    }

    /// A collection that left freshen.yaml: the pages that it held are stale, once.
    mutating func dropCollection(_ id: Int, _ name: String, _ names: Numbering) throws {
        let routes = names.all.filter { ![.pagesOf, .everything].contains($0.identity.kind) }
        try add(heldPages(of: id, routes, reason: "its collection left freshen.yaml"), collection: name)
        changes += try shownItems(of: id)
        guard !request.isDryRun else { return }
        try session.run("DELETE FROM freshen.item WHERE collection = \(number: id)")
        try session.run("DELETE FROM freshen.collection WHERE id = \(number: id)")
    }

    /// A route `pages_of` that is stale stands for every page the ledger holds for its collection.
    ///
    /// Those held before and gone now are stale by themselves.
    mutating func expandPagesOf(_ names: Numbering) throws {
        let routes = names.all.filter { [.path, .page, .layout].contains($0.identity.kind) }
        for name in pagesOf.subtracting(expanded).sorted() {
            try add(heldPages(of: names.id(of: name), routes, reason: "shows what changed elsewhere"), collection: name)
            expanded.insert(name)
        }
    }

    /// Everything, once.
    mutating func everything(_ reason: String) throws {
        guard !isFirst else { return }
        reasonForEverything = [reasonForEverything, reason].compactMap { $0 }.joined(separator: "; ")
        if request.isDryRun {
            planned.append(PlannedEntry(LogEntry(.everything), collection: "", item: "", reason: reason))
        } else {
            try session.run(
                "INSERT INTO freshen.change (run, kind, reason) VALUES (\(number: run), 'everything', \(bind: reason))")
        }
    }

    /// More distinct paths than `limit`: everything in their place.
    mutating func holdBackFlood(limit: Int) throws {
        let count = request.isDryRun ? Set(planned.map(\.entry.stale).filter(\.isPath)).count : try loggedPaths()
        guard count > limit else { return }
        if request.isDryRun {
            planned = []
        } else {
            try session.run("DELETE FROM freshen.change WHERE run = \(number: run)")
        }
        try everything("more than \(limit) stale paths (flood)")
    }

    /// Appends the entries of a window once more.
    mutating func repeatEntries(since: Instant, until: Instant) throws {
        if try isPruned(since: since) { return try everything("the window begins before the retained log") }
        try add(
            """
            SELECT DISTINCT ON (kind, path, next) kind, path, next, item,
              'sent again: ' || regexp_replace(reason, '^(sent again: )+', '') AS reason
            FROM freshen.change WHERE run <> \(number: run) AND at >= \(bind: since.description)::timestamptz
              AND at < \(bind: until.description)::timestamptz
            """, collection: "")
    }

    /// Entries older than the retained seven days go, a few at a time; so does what CloudFront accepted before.
    func prune() throws {
        guard changes > 0 || request.kind != .changes else { return }
        try session.run(
            """
            WITH old AS (SELECT id FROM (SELECT id, at FROM freshen.change ORDER BY id LIMIT 5000) AS first
              WHERE at < clock_timestamp() - interval '7 days'),
            gone AS (DELETE FROM freshen.change USING old WHERE change.id = old.id)
            UPDATE freshen.checkpoint SET pruned = greatest(pruned, (SELECT max(id) FROM old)) WHERE EXISTS (SELECT FROM old)
            """)
        try session.run(
            """
            DELETE FROM freshen.batch WHERE invalidation IS NOT NULL AND created_at < clock_timestamp() - interval '7 days'
            """)
    }

    private func isPruned(since: Instant) throws -> Bool {
        try session.rows(
            "SELECT \(bind: since.description)::timestamptz < clock_timestamp() - interval '7 days'"
        ).first?[0] == "t"
    }

    private func loggedPaths() throws -> Int {
        guard changes > 0 || request.kind != .changes else { return 0 }
        return try session.rows(
            "SELECT count(DISTINCT path) FROM freshen.change WHERE run = \(number: run) AND kind = 'path'"
        ).first?.int(0) ?? 0
    }

    private func shownItems(of collection: Int) throws -> Int {
        try session.rows(
            "SELECT count(*) FROM freshen.item WHERE collection = \(number: collection) AND pages <> '{}'"
        ).first?.int(0) ?? 0
    }

    /// The pages that the ledger holds for a collection.
    private func heldPages(of collection: Int, _ routes: [NumberedRoute], reason: String) -> SQL {
        guard !routes.isEmpty else {
            return
                "SELECT ''::text AS kind, ''::text AS path, ''::text AS next, ''::text AS item, '' AS reason WHERE FALSE"
        }
        let rows = routes.map { "(" + "\(number: $0.id)" + ", " + "\(bind: $0.identity.kind.rawValue)::text)" }
        return """
            SELECT DISTINCT ON (r.kind, p.path, p.next) r.kind, p.path, p.next, i.key AS item, \(bind: reason)::text AS reason
            FROM freshen.item AS i CROSS JOIN LATERAL unnest(i.pages) AS p
            JOIN (VALUES \(rows.joined(", "))) AS r(id, kind) ON r.id = p.route
            WHERE i.collection = \(number: collection)
            """
    }

    /// Appends what `select` yields (kind, path, next, item, reason), or lists it.
    private mutating func add(_ select: SQL, collection: String) throws {
        guard !isFirst else { return }
        guard !request.isDryRun else { return try list(select, collection: collection) }
        try session.run(
            """
            INSERT INTO freshen.change (run, kind, path, next, collection, item, reason)
            SELECT \(number: run), kind, path, next, \(bind: collection), item, reason FROM (\(select)) AS added
            """)
    }

    private mutating func list(
        _ select: SQL, collection: String, _ context: SQL.Context = SQL.Context()
    ) throws {
        for row in try session.rows(select, context) {
            switch row[0] {
            case "items": changes += row.int(1) ?? 0
            case "pages_of": pagesOf.insert(row[1] ?? "")
            default:
                guard let entry = LogEntry(row) else { continue }
                planned.append(
                    PlannedEntry(entry, collection: collection, item: row[3] ?? "", reason: row[4] ?? ""))
            }
        }
    }
}

extension LogEntry {
    /// A row of kind, path and next.
    init?(_ row: Row) {
        switch (row[0], row[1]) {
        case ("path", let path?): self.init(.path(path), next: row[2])
        case ("page", let path?): self.init(.pattern(path, .page))
        case ("layout", let path?): self.init(.pattern(path, .layout))
        case ("tag", let tag?): self.init(.tag(tag))
        case ("everything", _): self.init(.everything)
        default: return nil
        }
    }
}

extension Stale {
    fileprivate var isPath: Bool { if case .path = self { true } else { false } }
}
