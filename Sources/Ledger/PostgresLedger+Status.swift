package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger: RunRecording {
    package func record(_ report: Report, of command: String) throws(Failure) {
        let lookedAt: SQL = "\(bind: report.lookedAt?.description)::timestamptz"
        try run(
            """
            WITH old AS (\(Pruning.oldRuns))
            INSERT INTO freshen.run (looked_at, command, outcome, exit, changes, error)
            VALUES (\(lookedAt), \(bind: command), \(bind: report.outcome.rawValue),
              \(number: Int(report.exit.rawValue)), \(number: report.changes), \(bind: report.obstacle))
            """)
    }

    /// The ledger's state with the newest lines of runs, `runs` at most; read in one snapshot and without a lock.
    package func status(runs: Int) throws(Failure) -> LedgerStatus {
        try translating {
            try session.transaction(session.connection.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY")) {
                var status = try checkpointStatus()
                status.lines = try targetLines()
                status.quarantine = try quarantined()
                status.runs = try runRecords(runs)
                return status
            }
        }
    }

    private func checkpointStatus() throws -> LedgerStatus {
        let row = try session.rows(
            """
            SELECT \(.microseconds("clock_timestamp()")) AS now, \(.microseconds("c.looked_at")) AS looked_at,
              \(.microseconds("c.captured_at")) AS captured_at, \(Self.head) AS head
            FROM freshen.checkpoint AS c
            """
        ).first
        guard let row else { throw Failure.missing(schema: session.schema) }
        var status = LedgerStatus(now: try row.instant("now"))
        status.lookedAt = try row.optionalInstant("looked_at")
        status.capturedAt = try row.optionalInstant("captured_at")
        status.head = try row.int("head")
        return status
    }

    /// Most targets of a name have the same offset, so what is owed is counted once for each offset.
    private func targetLines() throws -> [LedgerStatus.Line] {
        try session.rows(
            """
            SELECT t.kind, t.web, t.name, t.acknowledged, t.acknowledged IS NULL OR t.acknowledged < c.pruned AS everything,
              owed.count AS owed,
              \(.microseconds("CASE WHEN t.acknowledged IS NULL THEN t.seen_at ELSE owed.since END")) AS owed_since,
              \(.microseconds("coalesce(t.acknowledged_at, t.seen_at)")) AS changed_at, u.paths, u.wildcards, u.tags
            FROM freshen.checkpoint AS c CROSS JOIN freshen.target AS t
            JOIN (SELECT o.kind, o.acknowledged, o.called, behind.* FROM (
                SELECT DISTINCT t.kind, t.acknowledged, \(Self.targetName) AS called FROM freshen.target AS t) AS o
              CROSS JOIN LATERAL (SELECT count(DISTINCT (change.kind, path, next)) AS count, min(at) AS since
                FROM freshen.change WHERE id > coalesce(o.acknowledged, 0)
                  AND (audience IS NULL OR o.kind = 'distribution')
                  AND (targets = '{}' OR o.called = ANY (targets))) AS behind) AS owed
              ON owed.kind = t.kind AND owed.called = \(Self.targetName)
                AND owed.acknowledged IS NOT DISTINCT FROM t.acknowledged
            \(Self.joinedMonth)
            ORDER BY t.kind DESC, t.web, t.name
            """
        ).map { row in
            let (everything, owed) = (try row.bool("everything"), try row.int("owed"))
            let since = try row.optionalInstant("owed_since")
            return LedgerStatus.Line(
                target: try Target(row), offset: try row.optionalInt("acknowledged"),
                owed: max(owed, everything ? 1 : 0), everything: everything,
                since: try everything ? since ?? row.optionalInstant("changed_at") : since,
                month: try ItemCounts(row))
        }
    }

    /// How many refused entries of a target are listed for each reason, the newest.
    private static let mostListed = 10

    private func quarantined() throws -> [LedgerStatus.Quarantined] {
        try session.rows(
            """
            SELECT t.kind, t.web, t.name, q.kind AS refused_kind, q.path, q.reason, \(.microseconds("q.at")) AS at, q.count
            FROM (SELECT *, count(*) OVER (PARTITION BY target, reason) AS count,
                row_number() OVER (PARTITION BY target, reason ORDER BY at DESC, path) AS place FROM freshen.quarantine) AS q
            JOIN freshen.target AS t ON t.id = q.target
            WHERE place <= \(number: Self.mostListed) ORDER BY q.at DESC, t.name, q.path
            """
        ).map { row in
            let (kind, path) = (try row.text("refused_kind"), try row.text("path"))
            // A distribution refuses an item of an invalidation, which is no entry of the log.
            let text = kind == "item" ? path : try Stale(kind: kind, name: path).text
            return LedgerStatus.Quarantined(
                target: try Target(row), text: text, reason: try row.text("reason"), at: try row.instant("at"),
                count: try row.int("count"))
        }
    }

    private func runRecords(_ count: Int) throws -> [RunRecord] {
        try session.rows(
            """
            SELECT \(.microseconds("looked_at")) AS looked_at, \(.microseconds("finished_at")) AS finished_at, command,
              outcome, exit, changes, error
            FROM freshen.run ORDER BY id DESC LIMIT \(number: count)
            """
        ).map { row in
            RunRecord(
                lookedAt: try row.optionalInstant("looked_at"), finishedAt: try row.instant("finished_at"),
                command: try row.text("command"), outcome: try row.text("outcome"), exit: try row.int("exit"),
                changes: try row.int("changes"), error: row["error"])
        }
    }
}
