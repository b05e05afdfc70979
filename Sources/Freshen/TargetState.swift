/// How far one target has got in the log.
package struct TargetState: Sendable, Equatable {
    /// The last entry that it has been told; nil: it was never told anything.
    package var offset: Int?
    /// The first entry that distributions were told while this pod lacked it, 0 being everything; nil: none.
    ///
    /// An edge may have been refilled from the pod with what it served meanwhile: once it has caught up, or is gone,
    /// distributions are told again from here.
    package var lacking: Int?
    /// When the first entry that it is owed was captured, or, where it was never told anything, when it was first seen;
    /// nil: it is owed nothing.
    package var owedSince: Instant?
    package var buildId: String?
    package var freshSince: String?

    package init(
        offset: Int?, lacking: Int? = nil, owedSince: Instant? = nil, buildId: String? = nil, freshSince: String? = nil
    ) {
        self.offset = offset
        self.lacking = lacking
        self.owedSince = owedSince
        self.buildId = buildId
        self.freshSince = freshSince
    }

    /// What is known of a process that said this.
    init(offset: Int?, _ said: Incarnation) {
        self.init(offset: offset, buildId: said.buildId, freshSince: said.freshSince)
    }

    /// Whether an answer says something that is not known yet.
    func isNews(_ said: Incarnation) -> Bool {
        (said.buildId != nil && buildId == nil) || (said.freshSince != nil && freshSince == nil)
    }

    /// Whether an answer comes from another process than the one that was told before.
    package func isOther(than said: Incarnation) -> Bool {
        func differs(_ before: String?, _ now: String?) -> Bool { before != nil && now != nil && before != now }
        return differs(buildId, said.buildId) || differs(freshSince, said.freshSince)
    }
}
