package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    package func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure) {
        // Nothing to request, such as tags alone for a distribution without tags, counts as delivered.
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
        try batches(of: distribution, "invalidation IS NULL")
    }

    package func accept(_ batch: Batch, invalidation: String) throws(Failure) {
        try translating {
            try session.transaction("BEGIN") {
                // Where two runs accept at the same moment, the second one must see the batch that the first one accepted.
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
