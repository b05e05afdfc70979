package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func acknowledge(_ targets: [Target], after: Int?, upTo: Int) throws(Failure) {
        guard !targets.isEmpty else { return }
        try inTransaction {
            let targets = try session.rows(
                """
                UPDATE freshen.target AS t SET acknowledged = greatest(t.acknowledged, \(number: upTo)),
                  acknowledged_at = clock_timestamp(), resend_from = NULL
                FROM (SELECT id, resend_from FROM freshen.target WHERE \(among(targets))
                  AND coalesce(acknowledged, -1) >= \(number: after ?? -1) FOR UPDATE) AS before
                WHERE t.id = before.id RETURNING t.id, before.resend_from
                """)
            let behind = targets.filter { $0["resend_from"] != nil }
            guard !behind.isEmpty else { return }
            // Another run may meanwhile have sent distributions entries that these pods lack.
            try session.run(
                """
                UPDATE freshen.target SET resend_from = \(number: upTo + 1)
                WHERE id = ANY (\(bind: try behind.map { try $0.text("id") })::bigint[])
                  AND EXISTS (SELECT FROM freshen.change WHERE id > \(number: upTo) AND audience IS NULL)
                """)
            try appendAgain(from: try behind.map { try $0.int("resend_from") }.min(), upTo: upTo)
        }
    }

    package func markForResend(_ pods: [Target]) throws(Failure) {
        guard !pods.isEmpty else { return }
        try run(
            """
            UPDATE freshen.target SET resend_from = least(resend_from, coalesce(acknowledged + 1, 0)) WHERE \(among(pods))
            """)
        failpoint(.resendMarked)
    }

    package func deleteDistribution(_ id: String) throws(Failure) {
        try inTransaction {
            try session.run("DELETE FROM freshen.batch WHERE distribution = \(bind: id)")
            try session.run("DELETE FROM freshen.target WHERE kind = 'distribution' AND name = \(bind: id)")
        }
    }

    package func delete(_ pods: [Target]) throws(Failure) {
        guard !pods.isEmpty else { return }
        try inTransaction {
            let deleted = try session.rows("DELETE FROM freshen.target WHERE \(among(pods)) RETURNING resend_from")
            try appendAgain(from: try deleted.compactMap { try $0.optionalInt("resend_from") }.min(), upTo: nil)
        }
    }

    package func recordIncarnations(_ incarnations: [Target: Incarnation]) throws(Failure) {
        guard !incarnations.isEmpty else { return }
        let said = incarnations.sorted { $0.key.name < $1.key.name }
        // An array literal is bound without nulls, so an empty text stands for null.
        try run(
            """
            UPDATE freshen.target AS t SET build_id = coalesce(t.build_id, nullif(said.build_id, '')),
              fresh_since = coalesce(t.fresh_since, nullif(said.fresh_since, ''))
            FROM unnest(\(bind: said.map(\.key.web))::text[], \(bind: said.map(\.key.name))::text[],
              \(bind: said.map { $0.value.buildId ?? "" })::text[], \(bind: said.map { $0.value.freshSince ?? "" })::text[]
            ) AS said(web, name, build_id, fresh_since)
            WHERE t.kind = 'pod' AND t.web = said.web AND t.name = said.name
            """)
    }

    package func renew(_ pod: Target, _ said: Incarnation, asked: Instant, margin: Duration) throws(Failure) {
        let since: SQL
        if let age = said.age {
            // The offset becomes the newest entry before `since`. If there is none and `since` lies within the retention,
            // or nothing was ever pruned, every pruned entry is older than `since`, so it becomes `pruned`. Otherwise it
            // becomes null: everything.
            since = """
                (SELECT coalesce((SELECT max(id) FROM freshen.change WHERE at < fresh.since), CASE WHEN pruned = 0
                  OR fresh.since >= \(.retentionBegin) THEN pruned END)
                FROM freshen.checkpoint, (SELECT \(bind: (asked - age - margin).description)::timestamptz AS since) AS fresh)
                """
        } else {
            since = "NULL::bigint"
        }
        try inTransaction {
            let process = try session.rows(
                """
                UPDATE freshen.target AS t SET acknowledged = since.id, acknowledged_at = NULL,
                  resend_from = coalesce(since.id + 1, 0), seen_at = clock_timestamp(),
                  build_id = \(bind: said.buildId), fresh_since = \(bind: said.freshSince)
                FROM (SELECT \(since) AS id) AS since,
                  (SELECT id, acknowledged, resend_from FROM freshen.target WHERE \(among([pod])) FOR UPDATE) AS before
                WHERE t.id = before.id
                RETURNING CASE WHEN before.acknowledged IS NOT NULL THEN before.resend_from END AS resend_from
                """)
            // The earlier process counts as deleted, if anything was ever delivered to it.
            try appendAgain(from: try process.first?.optionalInt("resend_from"), upTo: nil)
        }
        failpoint(.renewed)
    }

    package func quarantine(_ refused: [Refusal<Stale>], of pod: Target) throws(Failure) {
        let entries = refused.map { (kind: $0.refused.kind, name: $0.refused.name, reason: $0.reason) }
        try translating { try quarantine(entries, of: pod) }
    }

    /// Stores what a target refused, in one statement; where it is stored already, the newest reason replaces the older one.
    func quarantine(_ entries: [(kind: String, name: String, reason: String)], of target: Target) throws {
        // One statement cannot update a row twice.
        let newest = Dictionary(entries.map { ([$0.kind, $0.name], $0) }) { $1 }.values
        guard !newest.isEmpty else { return }
        try session.run(
            """
            INSERT INTO freshen.quarantine (target, kind, path, reason)
            SELECT t.id, refused.kind, refused.path, refused.reason
            FROM (SELECT id FROM freshen.target WHERE \(among([target]))) AS t, unnest(\(bind: newest.map(\.kind))::text[],
              \(bind: newest.map(\.name))::text[], \(bind: newest.map(\.reason))::text[]) AS refused(kind, path, reason)
            ON CONFLICT (target, kind, path) DO UPDATE SET reason = excluded.reason, at = excluded.at
            """)
    }

    private func among(_ targets: [Target]) -> SQL {
        "(kind, web, name) IN (SELECT * FROM \(SQL.rows(of: targets)))"
    }

    /// Takes the run lock, to append to the log; returns the number of the last look and the greatest id that was pruned.
    func lockLog() throws -> (lookNumber: Int, pruned: Int) {
        let checkpoint = try session.rows("SELECT run, pruned FROM freshen.checkpoint FOR UPDATE").first
        guard let checkpoint else { throw Failure.missing(schema: session.schema) }
        return (try checkpoint.int("run"), try checkpoint.int("pruned"))
    }

    /// Appends the entries from `first` on again, for distributions alone; 0: everything, nil: none.
    ///
    /// These are entries that distributions were sent before a pod had revalidated them.
    private func appendAgain(from first: Int?, upTo: Int?) throws {
        guard let first else { return }
        let (lookNumber, pruned) = try lockLog()
        let reason = EverythingReason.podWasBehind.text
        let last: SQL = upTo.map { "\(number: $0)" } ?? "9223372036854775807"
        let everything: SQL = """
            INSERT INTO freshen.change (run, audience, kind, reason)
            VALUES (\(number: lookNumber), 'distributions', 'everything', \(bind: reason))
            """
        let each: SQL = """
            INSERT INTO freshen.change (run, audience, kind, path, next, collection, item, reason, targets)
            SELECT DISTINCT ON (kind, path, next, targets) \(number: lookNumber), 'distributions', kind, path, next, collection,
              item, \(bind: reason), targets
            FROM freshen.change WHERE id >= \(number: first) AND id <= \(last) AND audience IS NULL
            ORDER BY kind, path, next, targets, id
            """
        try session.run(first > pruned ? each : everything)
        failpoint(.appendedAgain)
    }
}
