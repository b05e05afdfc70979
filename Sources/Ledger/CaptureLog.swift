internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Appends what a look makes stale to the log; in a dry run it only lists it.
struct CaptureLog {
    let session: Session
    let request: LookRequest
    let lookNumber: Int
    /// The first look records all items and makes nothing stale.
    let isFirst: Bool
    /// How many items made at least one page or tag stale.
    private(set) var changes = 0
    /// What a dry run would append.
    private(set) var planned: [PlannedEntry] = []
    /// Why everything is stale; empty: it is not.
    private(set) var everythingReasons: [EverythingReason] = []
    /// The reasons of stale routes `pages_of`, by the route's number as text, followed by `/` and the language if the
    /// route has one.
    private(set) var pagesOf: [String: String] = [:]
    /// The keys of `pagesOf` whose pages have been appended.
    var expanded: Set<String> = []

    /// Runs a comparison, which writes what differs; in a dry run lists it.
    mutating func compare(_ statement: CaptureStatement, _ context: SQL.Context) throws {
        if request.isDryRun {
            guard !isFirst else { return }
            try list(statement.listing(paths: request.flood + 1), collection: statement.source.name, context)
        } else if isFirst {
            try session.run(statement.recording, context)
        } else if let row = try session.rows(statement.writing(lookNumber: lookNumber), context).first {
            changes += try row.int("items")
            notePagesOf(try row.json("pages_of", as: [String: [String]].self), of: statement.source.name)
        }
    }

    /// Notes stale routes `pages_of`: of each number the item of `collection` that caused it, and the reason.
    private mutating func notePagesOf(_ routes: [String: [String]], of collection: String) {
        for (number, origin) in routes {
            let item = [collection, origin[0]].filter { !$0.isEmpty }.joined(separator: " ")
            pagesOf[number] = "shows \(item): \(origin[1])"
        }
    }

    /// Appends the pages of items with a date in a window, even if nothing has changed since the last look.
    mutating func appendDatesInWindow(_ statement: CaptureStatement, _ context: SQL.Context) throws {
        let name = statement.source.name
        guard !request.isDryRun else { return try list(statement.datesInWindow, collection: name, context) }
        let rows = try session.rows(
            """
            WITH dated AS MATERIALIZED (\(statement.datesInWindow)),
            log AS (INSERT INTO freshen.change (run, kind, path, next, collection, item, reason, targets)
              SELECT \(number: lookNumber), kind, path, next, \(bind: name), item, reason, targets FROM dated
              WHERE kind <> 'pages_of')
            SELECT coalesce(jsonb_object_agg(path, jsonb_build_array(item, reason)), '{}') AS pages_of
            FROM dated WHERE kind = 'pages_of'
            """, context)
        for row in rows { notePagesOf(try row.json("pages_of", as: [String: [String]].self), of: name) }
    }

    /// Appends the pages that the ledger holds for a collection that left freshen.yaml, and deletes its items.
    mutating func deleteCollection(_ id: Int, _ name: String, _ numbering: Numbering) throws {
        let routes = numbering.all.filter { ![.pagesOf, .everything].contains($0.identity.kind) }
        try append(storedPages(of: id, routes, reason: "its collection left freshen.yaml"), collection: name)
        changes += try countItemsWithPages(of: id)
        guard !request.isDryRun else { return }
        try session.run("DELETE FROM freshen.item WHERE collection = \(number: id)")
        try session.run("DELETE FROM freshen.list WHERE collection = \(number: id)")
        try session.run("DELETE FROM freshen.waiting WHERE collection = \(number: id)")
        try session.run("DELETE FROM freshen.release WHERE collection = \(number: id)")
        try session.run("DELETE FROM freshen.collection WHERE id = \(number: id)")
    }

    mutating func appendEverything(_ reason: EverythingReason, for targets: [String] = []) throws {
        guard !isFirst else { return }
        everythingReasons.append(reason)
        if request.isDryRun {
            planned.append(
                PlannedEntry(LogEntry(.everything), collection: "", item: "", reason: reason.text, targets: targets))
        } else {
            try session.run(
                """
                INSERT INTO freshen.change (run, kind, reason, targets)
                VALUES (\(number: lookNumber), 'everything', \(bind: reason.text), \(bind: targets)::text[])
                """)
        }
    }

    /// Replaces the look's entries by everything where they name more than `limit` different paths.
    ///
    /// Too many entries for some targets become everything for these. Too many for all targets replace all entries.
    mutating func replaceFlood(limit: Int) throws {
        let floods = try pathCounts().filter { $0.value > limit }.keys
        for targets in floods.contains([]) ? [[]] : floods.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if request.isDryRun {
                planned.removeAll { targets.isEmpty || $0.targets == targets }
            } else {
                let which: SQL = targets.isEmpty ? "" : " AND targets = \(bind: targets)::text[]"
                try session.run("DELETE FROM freshen.change WHERE run = \(number: lookNumber)\(which)")
            }
            try appendEverything(.flood(limit: limit), for: targets)
        }
    }

    /// Appends the entries of a window again.
    mutating func repeatEntries(since: Instant, until: Instant) throws {
        let begin: SQL = "\(bind: since.description)::timestamptz"
        let isPruned = try session.rows("SELECT \(begin) < \(.retentionBegin) AS is_pruned").first?.bool("is_pruned")
        guard isPruned == false else { return try appendEverything(.windowBeforeLog) }
        try append(
            """
            SELECT DISTINCT ON (kind, path, next, targets) kind, path, next, item,
              'sent again: ' || regexp_replace(reason, '^(sent again: )+', '') AS reason, targets
            FROM freshen.change WHERE run <> \(number: lookNumber) AND at >= \(begin)
              AND at < \(bind: until.description)::timestamptz
            """, collection: "")
    }

    /// Whether the look may have appended entries; if not, they are not counted, and nothing is pruned.
    var mayHaveAppended: Bool { changes > 0 || request.kind != .changes }
}

// MARK: - Statements

extension CaptureLog {
    /// How many different paths the look's entries name, by the targets that they are for.
    private func pathCounts() throws -> [[String]: Int] {
        guard !request.isDryRun else {
            let paths = planned.filter { $0.entry.stale.kind == "path" }
            return Dictionary(grouping: paths, by: \.targets).mapValues { Set($0.map(\.entry.stale)).count }
        }
        guard mayHaveAppended else { return [:] }
        let rows = try session.rows(
            """
            SELECT to_jsonb(targets) AS targets, count(DISTINCT path) AS paths FROM freshen.change
            WHERE run = \(number: lookNumber) AND kind = 'path' GROUP BY targets
            """)
        return try rows.reduce(into: [:]) { $0[try $1.json("targets", as: [String].self)] = try $1.int("paths") }
    }

    private func countItemsWithPages(of collection: Int) throws -> Int {
        try session.rows(
            "SELECT count(*) AS items FROM freshen.item WHERE collection = \(number: collection) AND pages <> '{}'"
        ).first?.int("items") ?? 0
    }

    /// The pages that the ledger holds for a collection, as kind, path, next, item, reason and targets.
    ///
    /// A page's targets are those of its route that are also among `others`; an empty list stands for all targets.
    func storedPages(
        of collection: Int, _ routes: [NumberedRoute], keys: SQL? = nil, sharedWith others: [String] = [],
        reason: String, if condition: SQL? = nil
    ) -> SQL {
        let both: SQL = """
            CASE r.targets WHEN '{}' THEN \(bind: others)::text[]
              ELSE ARRAY(SELECT unnest(r.targets) INTERSECT SELECT unnest(\(bind: others)::text[]) ORDER BY 1) END
            """
        let isShared: SQL = " AND (r.targets = '{}' OR r.targets && \(bind: others)::text[])"
        let selected = keys.map { " AND i.key IN (SELECT key COLLATE \"C\" FROM (" + $0 + ") AS embedding)" } ?? ""
        return """
            SELECT DISTINCT ON (kind, path, next, targets) * FROM (
            SELECT r.kind, \(.listPath("p", "l")) AS path, p.next, i.key AS item, \(bind: reason)::text AS reason,
              \(others.isEmpty ? "r.targets" : both) AS targets
            FROM freshen.item AS i CROSS JOIN LATERAL unnest(i.pages) AS p
            \(.joinedLists("l", of: collection, "p"))
            JOIN \(.rows(of: routes)) AS r(id, kind, targets) ON r.id = p.route
            WHERE i.collection = \(number: collection)\(selected)\(others.isEmpty ? "" : isShared)) AS page
            \(condition.map { "WHERE " + $0 } ?? "")
            """
    }

    /// Appends the rows of `select` (kind, path, next, item, reason, targets), or lists them.
    mutating func append(
        _ select: SQL, collection: String, _ values: SQL.Context = SQL.Context()
    ) throws {
        guard !isFirst else { return }
        guard !request.isDryRun else { return try list(select, collection: collection, values) }
        try session.run(
            """
            INSERT INTO freshen.change (run, kind, path, next, collection, item, reason, targets)
            SELECT \(number: lookNumber), kind, path, next, \(bind: collection), item, reason, targets FROM (\(select)) AS added
            """, values)
    }

    private mutating func list(_ select: SQL, collection: String, _ context: SQL.Context = SQL.Context()) throws {
        let listing: SQL = """
            SELECT kind, path, next, item, reason, to_jsonb(targets) AS targets FROM (\(select)) AS listed
            """
        for row in try session.rows(listing, context) {
            switch try row.text("kind") {
            case "items": changes += try row.int("path")
            case "pages_of":
                notePagesOf([try row.text("path"): [row["item"] ?? "", try row.text("reason")]], of: collection)
            default:
                planned.append(
                    PlannedEntry(
                        try LogEntry(row), collection: collection, item: row["item"] ?? "",
                        reason: try row.text("reason"), targets: try row.json("targets", as: [String].self)))
            }
        }
    }
}
