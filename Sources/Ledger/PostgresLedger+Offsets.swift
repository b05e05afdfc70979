package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func enlist(_ targets: [Target]) throws(Failure) {
        guard !targets.isEmpty else { return }
        // Before the first look a target starts at the head: then the log holds only entries of `freshen invalidate`.
        try run(
            """
            WITH listed(kind, web, name) AS MATERIALIZED (SELECT * FROM \(SQL.rows(of: targets))),
            web AS (INSERT INTO freshen.web (name) SELECT DISTINCT web FROM listed WHERE kind = 'pod' ON CONFLICT DO NOTHING)
            INSERT INTO freshen.target (kind, web, name, acknowledged, resend_from)
            SELECT t.kind, t.web, t.name, CASE WHEN c.looked_at IS NULL THEN (\(Self.head)) END,
              CASE WHEN c.looked_at IS NOT NULL AND t.kind = 'pod' THEN 0 END
            FROM listed AS t, freshen.checkpoint AS c ON CONFLICT DO NOTHING
            """)
    }

    /// The log's newest id; if all entries were pruned, the last pruned one.
    static let head: SQL = "greatest((SELECT max(id) FROM freshen.change), c.pruned)"

    /// The name of a target `t` in the log's column `targets`: that of a pod's web entry, or the distribution's.
    static let targetName: SQL = "CASE t.kind WHEN 'pod' THEN t.web ELSE t.name END"

    /// When the first entry that a target is owed was captured.
    private static let owedSince: SQL = """
        CASE WHEN acknowledged IS NULL THEN seen_at ELSE (
          SELECT at FROM freshen.change WHERE id > acknowledged AND (audience IS NULL OR t.kind = 'distribution')
            AND (targets = '{}' OR \(targetName) = ANY (targets))
          ORDER BY id LIMIT 1) END
        """

    package func deliveryState() throws(Failure) -> DeliveryState {
        try translating {
            // LIMIT 1 is for the planner: without statistics it expects hundreds of rows and starts JIT compilation.
            let rows = try session.rows(
                """
                SELECT \(Self.head) AS head, looked_at IS NOT NULL AS has_looked,
                  \(.microseconds("clock_timestamp()")) AS now, t.kind, web, name, acknowledged, resend_from, build_id,
                  fresh_since, u.paths, u.wildcards, u.tags, \(.microseconds(Self.owedSince)) AS owed_since,
                  CASE WHEN row_number() OVER () = 1 THEN (SELECT jsonb_agg(name) FROM freshen.web) END AS webs
                FROM (SELECT * FROM freshen.checkpoint LIMIT 1) AS c LEFT JOIN freshen.target AS t ON TRUE
                \(Self.joinedMonth)
                """)
            guard let first = rows.first else { throw Failure.missing(schema: session.schema) }
            var state = DeliveryState(
                head: try first.int("head"), hasLooked: try first.bool("has_looked"), now: try first.instant("now"),
                states: [:], webs: Set(first["webs"] == nil ? [] : try first.json("webs", as: [String].self)))
            for row in rows where row["kind"] != nil { state.states[try Target(row)] = try TargetState(row) }
            return state
        }
    }

    package func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) throws(Failure) -> Owed {
        try translating {
            let pruned = try session.rows("SELECT pruned FROM freshen.checkpoint").first?.int("pruned") ?? 0
            let isForKind: SQL = audience.kind == .pod ? "audience IS NULL" : "TRUE"
            let isForName: SQL = audience.name.map { "(targets = '{}' OR \(bind: $0) = ANY (targets))" } ?? "TRUE"
            let rows = try session.rows(
                """
                SELECT DISTINCT kind, path, next FROM freshen.change
                WHERE id > \(number: offset ?? 0) AND id <= \(number: upTo) AND \(isForKind) AND \(isForName)
                LIMIT \(number: limit + 1)
                """)
            return Owed(try rows.map { try LogEntry($0) }, after: offset, pruned: pruned, limit: limit)
        }
    }

    package func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry] {
        guard offset < upTo else { return [] }
        return try translating {
            try session.rows(
                """
                SELECT DISTINCT ON (kind, path, next) kind, path, next, collection, item, reason
                FROM freshen.change WHERE id > \(number: offset) AND id <= \(number: upTo) ORDER BY kind, path, next, id DESC
                """
            ).map { row in
                PlannedEntry(
                    try LogEntry(row), collection: row["collection"] ?? "", item: row["item"] ?? "",
                    reason: "owed: " + (try row.text("reason")))
            }
        }
    }
}

extension TargetState {
    fileprivate init(_ row: Row) throws {
        self.init(
            offset: try row.optionalInt("acknowledged"), resendFrom: try row.optionalInt("resend_from"),
            owedSince: try row.optionalInstant("owed_since"), buildId: row["build_id"], freshSince: row["fresh_since"],
            month: try ItemCounts(row))
    }
}

extension ItemCounts {
    /// The columns `paths`, `wildcards` and `tags`; null counts as 0.
    init(_ row: Row) throws {
        self.init(
            paths: try row.optionalInt("paths") ?? 0, wildcards: try row.optionalInt("wildcards") ?? 0,
            tags: try row.optionalInt("tags") ?? 0)
    }
}
