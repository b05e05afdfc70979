package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger: RunRecording {
    package func record(_ report: Report, of command: String) throws(Failure) {
        let lookedAt: SQL = "\(bind: report.lookedAt?.description)::timestamptz"
        try translating {
            try session.run(
                """
                WITH old AS (DELETE FROM freshen.run WHERE finished_at < clock_timestamp() - interval '7 days')
                INSERT INTO freshen.run (looked_at, command, outcome, exit, changes, error)
                VALUES (\(lookedAt), \(bind: command), \(bind: report.outcome.rawValue),
                  \(number: Int(report.exit.rawValue)), \(number: report.changes), \(bind: report.obstacle))
                """)
        }
    }

    /// What the ledger says of itself, with the newest `runs` of the runs that had something to tell; in one snapshot,
    /// without a lock.
    package func status(runs: Int) throws(Failure) -> LedgerStatus {
        try translating {
            try session.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") {
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
            SELECT \(micros("clock_timestamp()")), \(micros("c.looked_at")), \(micros("c.captured_at")), \(Self.head)
            FROM freshen.checkpoint AS c
            """
        ).first
        guard let row, let now = row.instant(0) else { throw Failure.noSchema }
        var status = LedgerStatus(now: now)
        (status.lookedAt, status.capturedAt, status.head) = (row.instant(1), row.instant(2), row.int(3) ?? 0)
        return status
    }

    /// Most targets have got equally far, so what is owed is counted once for each offset.
    private func targetLines() throws -> [LedgerStatus.Line] {
        let rows = try session.rows(
            """
            SELECT t.kind, t.web, t.name, t.acknowledged, t.acknowledged IS NULL OR t.acknowledged < c.pruned AS everything,
              owed.count, \(micros("CASE WHEN t.acknowledged IS NULL THEN t.seen_at ELSE owed.since END")),
              \(micros("coalesce(t.acknowledged_at, t.seen_at)"))
            FROM freshen.checkpoint AS c CROSS JOIN freshen.target AS t
            JOIN (SELECT o.kind, o.acknowledged, behind.* FROM (SELECT DISTINCT kind, acknowledged FROM freshen.target) AS o
              CROSS JOIN LATERAL (SELECT count(DISTINCT (change.kind, path, next)) AS count, min(at) AS since
                FROM freshen.change WHERE id > coalesce(o.acknowledged, 0)
                  AND (audience IS NULL OR o.kind = 'distribution')) AS behind) AS owed
              ON owed.kind = t.kind AND owed.acknowledged IS NOT DISTINCT FROM t.acknowledged
            ORDER BY t.kind DESC, t.web, t.name
            """)
        return rows.compactMap { row in
            Target(row, at: 0).map { target in
                let (everything, owed) = (row[4] == "t", row.int(5) ?? 0)
                return LedgerStatus.Line(
                    target: target, offset: row.int(3), owed: max(owed, everything ? 1 : 0), everything: everything,
                    since: row.instant(6) ?? (everything ? row.instant(7) : nil))
            }
        }
    }

    private func quarantined() throws -> [LedgerStatus.Quarantined] {
        try session.rows(
            """
            SELECT t.kind, t.web, t.name, q.path, q.reason, \(micros("q.at"))
            FROM freshen.quarantine AS q JOIN freshen.target AS t ON t.id = q.target ORDER BY q.at DESC, t.name, q.path
            """
        ).compactMap { row in
            guard let target = Target(row, at: 0), let at = row.instant(5) else { return nil }
            return LedgerStatus.Quarantined(target: target, text: row[3] ?? "", reason: row[4] ?? "", at: at)
        }
    }

    private func runRecords(_ count: Int) throws -> [RunRecord] {
        try session.rows(
            """
            SELECT \(micros("looked_at")), \(micros("finished_at")), command, outcome, exit, changes, error
            FROM freshen.run ORDER BY id DESC LIMIT \(number: count)
            """
        ).compactMap { row in
            row.instant(1).map {
                RunRecord(
                    lookedAt: row.instant(0), finishedAt: $0, command: row[2] ?? "", outcome: row[3] ?? "",
                    exit: row.int(4) ?? 0, changes: row.int(5) ?? 0, error: row[6])
            }
        }
    }
}
