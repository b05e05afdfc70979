package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func unconfirmed(of distribution: String) throws(Failure) -> [Batch] {
        try batches(of: distribution, "invalidation IS NOT NULL AND confirmed_at IS NULL")
    }

    /// A distribution's batches for which `condition` holds, oldest first.
    func batches(of distribution: String, _ condition: SQL) throws(Failure) -> [Batch] {
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
        try translating {
            try session.run(
                """
                UPDATE freshen.batch SET confirmed_at = clock_timestamp() WHERE id = \(number: batch.id)
                  AND confirmed_at IS NULL
                """)
        }
    }

    package func delete(_ batch: Batch) throws(Failure) {
        try translating {
            try session.run("DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NOT NULL")
        }
    }

    package func replace(
        _ batch: Batch, with batches: [[String]], quarantining refused: Refusal<String>?
    ) throws(Failure) {
        try translating {
            try session.transaction("BEGIN") {
                let deleted = try session.rows(
                    "DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NULL RETURNING id")
                guard !deleted.isEmpty else { return }
                if let refused {
                    let target = Target(kind: .distribution, name: batch.distribution)
                    try quarantine(kind: "item", name: refused.refused, refused.reason, of: target)
                }
                for items in batches { try insert(items, distribution: batch.distribution, upTo: batch.upTo) }
            }
        }
    }

    /// Stores an open batch, for which the table makes a caller reference.
    func insert(_ items: [String], distribution: String, upTo: Int) throws {
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
