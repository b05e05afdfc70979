internal import Freshen
internal import LedgerSQL

/// Deletes what is older than `Retention.days`.
struct Pruning {
    let session: Session

    /// How many log entries one look deletes at most, which bounds the time that it takes.
    static let limit = 5000

    /// Deletes old log entries, the oldest first, old accepted batches and refusals, and sums of long ago.
    ///
    /// `checkpoint.pruned` becomes the greatest id deleted: a target whose offset lies below it is owed everything.
    func run() throws {
        try session.run(
            """
            WITH old AS (SELECT id FROM (
                SELECT id, at FROM freshen.change ORDER BY id LIMIT \(number: Self.limit)) AS first
              WHERE at < \(.retentionBegin)),
            deleted AS (DELETE FROM freshen.change USING old WHERE change.id = old.id)
            UPDATE freshen.checkpoint SET pruned = greatest(pruned, (SELECT max(id) FROM old)) WHERE EXISTS (SELECT FROM old)
            """)
        try session.run(
            """
            DELETE FROM freshen.usage
            WHERE month < \(PostgresLedger.month) - make_interval(months => \(number: Retention.monthsOfUsage))
            """)
        try session.run("DELETE FROM freshen.quarantine WHERE at < \(.retentionBegin)")
        try session.run(
            "DELETE FROM freshen.batch WHERE invalidation IS NOT NULL AND created_at < \(.retentionBegin)")
    }

    /// Deletes the lines of old runs, as a part of the statement that adds one.
    static let oldRuns: SQL = "DELETE FROM freshen.run WHERE finished_at < \(.retentionBegin)"
}

extension SQL {
    /// The instant before which the ledger keeps nothing.
    static let retentionBegin: SQL = "(clock_timestamp() - make_interval(days => \(number: Retention.days)))"
}
