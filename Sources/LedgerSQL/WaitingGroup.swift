/// Items of a source that differ from the ledger and are kept back, until none of them has changed for a while.
package struct WaitingGroup: Sendable, Hashable {
    /// The group's name.
    package let name: String
    /// A hash of its differences that have no time of their own, such as items that are gone.
    package let state: String
    /// When these differences were first seen, in microseconds since 1970.
    package let seenAt: Int64
    /// When the group was first kept back, in microseconds since 1970.
    package let since: Int64

    package init(name: String, state: String, seenAt: Int64, since: Int64) {
        self.name = name
        self.state = state
        self.seenAt = seenAt
        self.since = since
    }
}
