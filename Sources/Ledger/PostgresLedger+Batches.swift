package import Freshen
internal import PostgresClient

extension PostgresLedger {
    package func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure) {
        // Where nothing is to be asked for (tags alone, on a distribution without tags), that is done already.
        guard !batches.isEmpty else {
            return try acknowledge([Target(kind: .distribution, name: distribution)], after: nil, upTo: upTo)
        }
        try translating {
            try session.transaction("BEGIN") {
                for items in batches { try insert(items, distribution: distribution, upTo: upTo) }
            }
        }
    }

    package func openBatches(of distribution: String) throws(Failure) -> [Batch] {
        try translating {
            try session.rows(
                """
                SELECT id, caller_reference, array_to_string(items, chr(10)), up_to FROM freshen.batch
                WHERE distribution = \(bind: distribution) AND invalidation IS NULL ORDER BY id
                """
            ).map { row in
                Batch(
                    id: row.int(0) ?? 0, distribution: distribution, callerReference: row[1] ?? "",
                    items: (row[2] ?? "").split(separator: "\n").map(String.init), upTo: row.int(3) ?? 0)
            }
        }
    }

    package func accept(_ batch: Batch, invalidation: String) throws(Failure) {
        try translating {
            try session.transaction("BEGIN") {
                // Of two runs that accept at the same moment the later one must see what the earlier one did.
                try session.run(
                    """
                    SELECT FROM freshen.target WHERE kind = 'distribution' AND name = \(bind: batch.distribution) FOR UPDATE
                    """)
                try session.run(
                    """
                    UPDATE freshen.batch SET invalidation = \(bind: invalidation) WHERE id = \(number: batch.id)
                    """)
                try session.run(
                    """
                    UPDATE freshen.target
                    SET acknowledged = greatest(acknowledged, \(number: batch.upTo)), acknowledged_at = clock_timestamp()
                    WHERE kind = 'distribution' AND name = \(bind: batch.distribution) AND NOT EXISTS (
                      SELECT FROM freshen.batch WHERE distribution = \(bind: batch.distribution) AND invalidation IS NULL)
                    """)
            }
        }
    }
}
