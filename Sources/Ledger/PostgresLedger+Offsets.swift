package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func enlist(_ targets: [Target]) throws(Failure) {
        guard !targets.isEmpty else { return }
        let known = try deliveryState().states
        let new = targets.filter { known[$0] == nil }
        guard !new.isEmpty else { return }
        // Who is known by the first look starts at the log's head: before it, the log holds what was asked for by hand.
        try translating {
            try session.run(
                """
                INSERT INTO freshen.target (kind, web, name, acknowledged, resend_from)
                SELECT t.kind, t.web, t.name, CASE WHEN c.looked_at IS NULL THEN (\(Self.head)) END,
                  CASE WHEN c.looked_at IS NOT NULL AND t.kind = 'pod' THEN 0 END
                FROM \(SQL.rows(of: new)) AS t(kind, web, name), freshen.checkpoint AS c ON CONFLICT DO NOTHING
                """)
        }
    }

    /// The log's newest id: a log that was pruned to its end has been read to its end by whoever gets everything.
    static let head: SQL = "greatest((SELECT max(id) FROM freshen.change), c.pruned)"

    /// When the first entry was captured that a target is owed.
    private static let owedSince: SQL = """
        CASE WHEN acknowledged IS NULL THEN seen_at ELSE (
          SELECT at FROM freshen.change WHERE id > acknowledged AND (audience IS NULL OR t.kind = 'distribution')
          ORDER BY id LIMIT 1) END
        """

    package func deliveryState() throws(Failure) -> DeliveryState {
        try translating {
            // The limit is for the planner: of a table without statistics it expects hundreds of rows, and compiles the
            // statement for them.
            let rows = try session.rows(
                """
                SELECT \(Self.head), looked_at IS NOT NULL,
                  \(micros("clock_timestamp()")), t.kind, web, name, acknowledged, resend_from, build_id, fresh_since,
                  \(micros(Self.owedSince))
                FROM (SELECT * FROM freshen.checkpoint LIMIT 1) AS c LEFT JOIN freshen.target AS t ON TRUE
                """)
            guard let first = rows.first, let now = first.instant(2) else { throw Failure.noSchema }
            var state = DeliveryState(head: first.int(0) ?? 0, hasLooked: first[1] == "t", now: now, states: [:])
            for row in rows {
                guard let target = Target(row, at: 3) else { continue }
                state.states[target] = TargetState(
                    offset: row.int(6), resendFrom: row.int(7), owedSince: row.instant(10), buildId: row[8],
                    freshSince: row[9])
            }
            return state
        }
    }

    package func owed(
        _ audience: Audience, after offset: Int?, upTo: Int, limit: Int
    ) throws(Failure) -> Owed {
        try translating {
            let pruned = try session.rows("SELECT pruned FROM freshen.checkpoint").first?.int(0) ?? 0
            let mine: SQL = audience == .pods ? "audience IS NULL" : "TRUE"
            let rows = try session.rows(
                """
                SELECT DISTINCT kind, path, next FROM freshen.change
                WHERE id > \(number: offset ?? 0) AND id <= \(number: upTo) AND \(mine) LIMIT \(number: limit + 1)
                """)
            return Owed(rows.compactMap(LogEntry.init), after: offset, pruned: pruned, limit: limit)
        }
    }

    package func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry] {
        guard offset < upTo else { return [] }
        return try translating {
            try session.rows(
                """
                SELECT DISTINCT ON (kind, path, next) kind, path, next, coalesce(collection, ''), coalesce(item, ''), reason
                FROM freshen.change WHERE id > \(number: offset) AND id <= \(number: upTo) ORDER BY kind, path, next, id DESC
                """
            ).compactMap { row in
                LogEntry(row).map {
                    PlannedEntry($0, collection: row[3] ?? "", item: row[4] ?? "", reason: "owed: " + (row[5] ?? ""))
                }
            }
        }
    }
}
