package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger: ReleaseKeeping {
    package func releases(of sources: [String]) throws(Failure) -> [Release] {
        try translating {
            try session.rows(
                """
                SELECT c.name AS source, r.name, r.run, r.placeholders, r.is_withdrawn, r.error, r.failures,
                  r.due_at <= clock_timestamp() AND NOT \(Self.isUploading) AND NOT \(Self.isUncompleted) AS is_due
                FROM freshen.release AS r JOIN freshen.collection AS c ON c.id = r.collection
                CROSS JOIN LATERAL (SELECT coalesce(max(id), 0) AS last FROM freshen.change WHERE run = r.run) AS sent
                WHERE c.name = ANY (\(bind: sources)::text[]) ORDER BY r.due_at, c.name, r.name
                """
            ).map { row in
                Release(
                    source: try row.text("source"), name: try row.text("name"), run: try row.int("run"),
                    placeholders: try row.json("placeholders", as: [String: String].self),
                    isWithdrawn: try row.bool("is_withdrawn"), error: row["error"],
                    failures: try row.int("failures"), isDue: try row.bool("is_due"))
            }
        }
    }

    /// Whether a newer upload of the group waits for its end.
    private static let isUploading: SQL = """
        EXISTS (SELECT FROM freshen.waiting AS w WHERE w.collection = r.collection AND w.name = r.name)
        """

    /// Whether a distribution was not sent the release's last entry, or has not completed the batches that hold it.
    ///
    /// These have the lowest offset that reaches the entry.
    private static let isUncompleted: SQL = """
        EXISTS (SELECT FROM freshen.target AS t
          WHERE t.kind = 'distribution' AND (r.targets = '{}' OR t.name = ANY (r.targets))
            AND (coalesce(t.acknowledged, -1) < sent.last OR EXISTS (
              SELECT FROM freshen.batch AS b
              WHERE b.distribution = t.name AND b.confirmed_at IS NULL AND b.up_to = (
                SELECT min(up_to) FROM freshen.batch WHERE distribution = t.name AND up_to >= sent.last))))
        """

    package func pass(_ release: Release) throws(Failure) {
        try run("DELETE FROM freshen.release AS r WHERE \(same(release))")
    }

    package func fail(_ release: Release, _ error: String, sendsAgain: Bool) throws(Failure) {
        try inTransaction {
            let run = sendsAgain ? try appendAgain(release) : release.run
            try session.run(
                """
                UPDATE freshen.release AS r SET run = \(number: run), error = \(bind: error), failures = failures + 1,
                  due_at = clock_timestamp() + least(interval '1 minute' * 2 ^ least(failures, 6), interval '1 hour')
                WHERE \(same(release))
                """)
        }
    }

    /// Appends the release's paths for distributions, and returns the number of the look that the entries get.
    private func appendAgain(_ release: Release) throws -> Int {
        let run = try lockLog().lookNumber
        try session.run(
            """
            INSERT INTO freshen.change (run, audience, kind, path, collection, item, reason, targets)
            SELECT \(number: run), 'distributions', 'path', path, \(bind: release.source), r.name,
              'what consumers download does not fit together', r.targets
            FROM freshen.release AS r CROSS JOIN LATERAL unnest(r.paths) AS path WHERE \(same(release))
            """)
        return run
    }

    /// The row `r` of a release, unless it was sent again meanwhile.
    private func same(_ release: Release) -> SQL {
        """
        r.collection = (SELECT id FROM freshen.collection WHERE name = \(bind: release.source))
          AND r.name = \(bind: release.name) AND r.run = \(number: release.run)
        """
    }
}

extension SQL {
    /// Stores a group that a look has found; one that is there already has not passed its check and keeps its paths.
    static func storing(_ group: ReleasedGroup, of collection: Int, look: Int) -> SQL {
        let isWithdrawn: SQL = group.isWithdrawn ? "TRUE" : "FALSE"
        return """
            INSERT INTO freshen.release AS r (collection, name, placeholders, paths, targets, is_withdrawn, run)
            VALUES (\(number: collection), \(bind: group.name),
              jsonb_object(\(bind: group.placeholders.keys.sorted())::text[],
                \(bind: group.placeholders.sorted { $0.key < $1.key }.map(\.value))::text[]),
              \(bind: group.paths)::text[], \(bind: group.targets)::text[], \(isWithdrawn), \(number: look))
            ON CONFLICT (collection, name) DO UPDATE SET placeholders = excluded.placeholders,
              paths = ARRAY(SELECT unnest(r.paths) UNION SELECT unnest(excluded.paths) ORDER BY 1),
              targets = excluded.targets,
              is_withdrawn = excluded.is_withdrawn AND (r.run <> excluded.run OR r.is_withdrawn),
              run = excluded.run, due_at = excluded.due_at, failures = 0, error = NULL
            """
    }
}
