package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure) {
        // If there is nothing to request, such as for tags alone on a distribution without tags, the entries are done.
        guard !batches.isEmpty else {
            return try acknowledge([Target(kind: .distribution, name: distribution)], after: nil, upTo: upTo)
        }
        try inTransaction {
            for items in batches { try insert(items, distribution: distribution, upTo: upTo) }
        }
    }

    package func openBatches(of distribution: String) throws(Failure) -> [Batch] {
        try batches(of: distribution, "invalidation IS NULL")
    }

    package func accept(_ batch: Batch, invalidation: String) throws(Failure) {
        try inTransaction {
            // Where two runs accept at the same moment, the second one must see the batch that the first one accepted.
            try session.run(
                """
                SELECT FROM freshen.target WHERE kind = 'distribution' AND name = \(bind: batch.distribution) FOR UPDATE
                """)
            let accepted = try session.rows(
                """
                UPDATE freshen.batch SET invalidation = \(bind: invalidation)
                WHERE id = \(number: batch.id) AND invalidation IS NULL RETURNING id
                """)
            // Where two runs send a batch, it is one invalidation.
            if !accepted.isEmpty { try count(batch) }
            try session.run(
                """
                UPDATE freshen.target
                SET acknowledged = greatest(acknowledged, \(number: batch.upTo)), acknowledged_at = clock_timestamp()
                WHERE kind = 'distribution' AND name = \(bind: batch.distribution) AND NOT EXISTS (
                  SELECT FROM freshen.batch WHERE distribution = \(bind: batch.distribution) AND invalidation IS NULL)
                """)
        }
    }

    /// Adds a batch's items to the month's sum, by the database's clock.
    private func count(_ batch: Batch) throws {
        let items = ItemCounts(batch.items)
        try session.run(
            """
            INSERT INTO freshen.usage AS u (distribution, month, paths, wildcards, tags)
            VALUES (\(bind: batch.distribution), \(Self.month), \(number: items.paths), \(number: items.wildcards),
              \(number: items.tags))
            ON CONFLICT (distribution, month) DO UPDATE SET paths = u.paths + excluded.paths,
              wildcards = u.wildcards + excluded.wildcards, tags = u.tags + excluded.tags
            """)
    }

    /// The first day of the current month; AWS bills by UTC.
    static let month: SQL = "date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date"

    /// Joins the current month's sums as `u` to a target `t`.
    static let joinedMonth: SQL = """
        LEFT JOIN freshen.usage AS u ON t.kind = 'distribution' AND u.distribution = t.name AND u.month = \(month)
        """

    package func unconfirmed(of distribution: String) throws(Failure) -> [Batch] {
        try batches(of: distribution, "invalidation IS NOT NULL AND confirmed_at IS NULL")
    }

    /// CloudFront's id of the newest batch of a distribution that it accepted; nil: there is none.
    package func lastAccepted(of distribution: String) throws(Failure) -> String? {
        try batches(of: distribution, "invalidation IS NOT NULL").last?.invalidation
    }

    /// A distribution's batches for which `condition` holds, oldest first.
    private func batches(of distribution: String, _ condition: SQL) throws(Failure) -> [Batch] {
        try translating {
            try session.rows(
                """
                SELECT id, caller_reference, to_jsonb(items) AS items, up_to, invalidation FROM freshen.batch
                WHERE distribution = \(bind: distribution) AND \(condition) ORDER BY id
                """
            ).map { try Batch($0, of: distribution) }
        }
    }

    package func confirm(_ batch: Batch) throws(Failure) {
        try run(
            """
            UPDATE freshen.batch SET confirmed_at = clock_timestamp()
            WHERE id = \(number: batch.id) AND confirmed_at IS NULL
            """)
    }

    package func delete(_ batch: Batch) throws(Failure) {
        try run("DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NOT NULL")
    }

    package func replace(
        _ batch: Batch, with batches: [[String]], quarantining refusal: Refusal<String>?
    ) throws(Failure) {
        try inTransaction {
            let deleted = try session.rows(
                "DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NULL RETURNING id")
            guard !deleted.isEmpty else { return }
            if let refusal {
                let target = Target(kind: .distribution, name: batch.distribution)
                try quarantine([(kind: "item", name: refusal.refused, reason: refusal.reason)], of: target)
            }
            for items in batches { try insert(items, distribution: batch.distribution, upTo: batch.upTo) }
        }
    }

    /// Stores an open batch, for which the table makes a caller reference.
    private func insert(_ items: [String], distribution: String, upTo: Int) throws {
        try session.run(
            """
            INSERT INTO freshen.batch (distribution, items, up_to)
            VALUES (\(bind: distribution), \(bind: items)::text[], \(number: upTo))
            """)
    }
}

extension Batch {
    fileprivate init(_ row: Row, of distribution: String) throws {
        self.init(
            id: try row.int("id"), distribution: distribution, callerReference: try row.text("caller_reference"),
            items: try row.json("items", as: [String].self), upTo: try row.int("up_to"),
            invalidation: row["invalidation"])
    }
}
