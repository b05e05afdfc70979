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
                SELECT id, caller_reference, array_to_string(items, chr(10)), up_to, invalidation FROM freshen.batch
                WHERE distribution = \(bind: distribution) AND \(condition) ORDER BY id
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

    package func delete(_ batch: Batch) throws(Failure) {
        try translating {
            try session.run("DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NOT NULL")
        }
    }

    package func replace(
        _ batch: Batch, with batches: [[String]], quarantining refused: RefusedItem?
    ) throws(Failure) {
        try translating {
            try session.transaction("BEGIN") {
                let gone = try session.rows(
                    "DELETE FROM freshen.batch WHERE id = \(number: batch.id) AND invalidation IS NULL RETURNING id")
                guard gone.first != nil else { return }
                if let refused {
                    let target = Target(kind: .distribution, name: batch.distribution)
                    try quarantine("item", refused.item, refused.reason, of: target)
                }
                for items in batches { try insert(items, distribution: batch.distribution, upTo: batch.upTo) }
            }
        }
    }

    /// A batch with a reference of its own.
    func insert(_ items: [String], distribution: String, upTo: Int) throws {
        try session.run(
            """
            INSERT INTO freshen.batch (distribution, items, up_to) VALUES (\(bind: distribution),
              string_to_array(\(bind: items.joined(separator: "\n")), chr(10)), \(number: upTo))
            """)
    }
}

extension Batch {
    /// A row of id, reference, items, offset and, where it was accepted, CloudFront's id.
    fileprivate init(_ row: Row, of distribution: String) {
        self.init(
            id: row.int(0) ?? 0, distribution: distribution, callerReference: row[1] ?? "",
            items: (row[2] ?? "").split(separator: "\n").map(String.init), upTo: row.int(3) ?? 0, invalidation: row[4])
    }
}
