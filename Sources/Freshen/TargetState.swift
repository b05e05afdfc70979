/// How far one target has got in the log.
package struct TargetState: Sendable, Equatable {
    /// The last entry that was delivered; nil: nothing was ever delivered.
    package var offset: Int?
    /// The oldest entry that distributions were sent before this pod had revalidated it; 0: everything; nil: none.
    ///
    /// After such an invalidation the CDN may have cached the pod's old pages again. Once the pod has caught up, or is
    /// gone, the entries from this one on are appended to the log again, for distributions alone.
    package var resendFrom: Int?
    /// When its oldest owed entry was captured; nil: it is owed nothing.
    ///
    /// Where nothing was ever delivered to it, this is when it was first listed.
    package var owedSince: Instant?
    /// What the process said about itself (`Incarnation`); nil: unknown.
    package var buildId, freshSince: String?
    /// The items that CloudFront has accepted for this distribution in the current month (UTC).
    package var month: ItemCounts

    package init(
        offset: Int?, resendFrom: Int? = nil, owedSince: Instant? = nil, buildId: String? = nil,
        freshSince: String? = nil, month: ItemCounts = ItemCounts()
    ) {
        self.offset = offset
        self.resendFrom = resendFrom
        self.owedSince = owedSince
        self.buildId = buildId
        self.freshSince = freshSince
        self.month = month
    }

    /// The state of a process that said this about itself.
    init(offset: Int?, _ said: Incarnation) {
        self.init(offset: offset, buildId: said.buildId, freshSince: said.freshSince)
    }

    /// Whether an answer says something that is not stored yet.
    func lacks(_ said: Incarnation) -> Bool {
        (said.buildId != nil && buildId == nil) || (said.freshSince != nil && freshSince == nil)
    }

    /// Whether an answer comes from another process than the stored one.
    package func isOtherProcess(than said: Incarnation) -> Bool {
        func differs(_ before: String?, _ now: String?) -> Bool { before != nil && now != nil && before != now }
        return differs(buildId, said.buildId) || differs(freshSince, said.freshSince)
    }
}
