/// The part of the ledger about accepted, confirmed and replaced batches.
package protocol InvalidationKeeping {
    /// Batches that were accepted and not confirmed yet, oldest first.
    func unconfirmed(of distribution: String) throws(Failure) -> [Batch]
    /// Notes that CloudFront has completed a batch.
    func confirm(_ batch: Batch) throws(Failure)
    /// Deletes a batch that CloudFront no longer knows.
    func delete(_ batch: Batch) throws(Failure)
    /// Replaces an open batch by others, and stores the item that was refused, all or nothing.
    ///
    /// Changes nothing where the batch is not open any more: another run has accepted or replaced it.
    func replace(_ batch: Batch, with batches: [[String]], quarantining item: RefusedItem?) throws(Failure)
}
