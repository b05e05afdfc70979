/// What a distribution is sent for what is stale.
package struct InvalidationPlan: Sendable {
    /// The items, in batches that one request can hold.
    package let batches: [[String]]
    /// What the batches leave out, and why, in one line for a report; nil: nothing.
    package let remark: String?

    package init(batches: [[String]], remark: String? = nil) {
        self.batches = batches
        self.remark = remark
    }
}
