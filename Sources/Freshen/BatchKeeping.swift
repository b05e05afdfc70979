/// Keeps the batches of distributions, so that a request which was cut off is repeated as it was.
package protocol BatchKeeping {
    /// Batches that were stored and not accepted yet, oldest first.
    func openBatches(of distribution: String) throws(Failure) -> [Batch]
    /// Stores CloudFront's id of a batch; the last open batch of a distribution moves its offset in the same transaction.
    func accept(_ batch: Batch, invalidation: String) throws(Failure)
    /// Batches that were accepted and not confirmed yet, oldest first.
    func unconfirmed(of distribution: String) throws(Failure) -> [Batch]
    /// Notes that CloudFront has completed a batch.
    func confirm(_ batch: Batch) throws(Failure)
    /// Deletes a batch whose invalidation CloudFront no longer has.
    func delete(_ batch: Batch) throws(Failure)
    /// Replaces a batch that is still open by others, and stores the item that was refused, all or nothing.
    func replace(_ batch: Batch, with batches: [[String]], quarantining item: Refusal<String>?) throws(Failure)
}
