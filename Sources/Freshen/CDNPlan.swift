/// What a distribution is sent.
package struct CDNPlan: Sendable {
    /// The items of each request.
    package var batches: [[String]]
    /// What is left out; nil: nothing.
    package var remark: String?
    /// How many items a wildcard takes the place of, because the month's budget does not suffice.
    package var mergedCount: Int

    package init(batches: [[String]] = [], remark: String? = nil, mergedCount: Int = 0) {
        self.batches = batches
        self.remark = remark
        self.mergedCount = mergedCount
    }
}
