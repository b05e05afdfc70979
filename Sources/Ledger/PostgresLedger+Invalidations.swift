package import Freshen
internal import PostgresClient

extension PostgresLedger {
    package func unconfirmed(of distribution: String) throws(Failure) -> [Batch] {
        try translating {
            try session.rows(
                """
                SELECT id, caller_reference, array_to_string(items, chr(10)), up_to, invalidation FROM freshen.batch
                WHERE distribution = \(bind: distribution) AND invalidation IS NOT NULL AND confirmed_at IS NULL ORDER BY id
                """
            ).map { Batch($0, of: distribution) }
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

    package func forget(_ batch: Batch) throws(Failure) {
        try translating {
            try session.run("DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NOT NULL")
        }
    }
}

extension Batch {
    /// A row of id, reference, items, offset and, where it was accepted, CloudFront's id.
    init(_ row: Row, of distribution: String) {
        self.init(
            id: row.int(0) ?? 0, distribution: distribution, callerReference: row[1] ?? "",
            items: (row[2] ?? "").split(separator: "\n").map(String.init), upTo: row.int(3) ?? 0, invalidation: row[4])
    }
}
