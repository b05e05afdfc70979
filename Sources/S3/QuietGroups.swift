internal import AWS
internal import Freshen
internal import LedgerSQL

/// Decides which groups of objects are sent, and which wait because their upload may not have ended.
struct QuietGroups {
    /// How long a group must be unchanged before it is sent.
    let quiet: Duration
    /// How long a group waits at most.
    let atMost: Duration
    /// The time of the list, by the clock of S3.
    let now: Instant

    /// The groups that wait, as the ledger stores them; all others are sent.
    ///
    /// `before` are the groups that waited at the last look. A change without a time of its own counts from when it was
    /// first seen: S3 dates an upload in parts by its beginning, and does not date a deletion.
    func waiting(_ groups: [String: [ObjectChange]], before: [WaitingGroup]) -> [WaitingGroup] {
        let stored = Dictionary(before.map { ($0.name, $0) }) { first, _ in first }
        return groups.sorted { $0.key < $1.key }.compactMap { name, changes in waiting(name, changes, stored[name]) }
    }

    private func waiting(_ name: String, _ changes: [ObjectChange], _ before: WaitingGroup?) -> WaitingGroup? {
        let undated = changes.filter { $0.writtenAt == nil }.map { $0.key + " " + ($0.version ?? "gone") }
        let state = undated.isEmpty ? "" : hex(sha256(Array(undated.sorted().joined(separator: "\n").utf8)))
        let seenAt = before?.state == state ? before?.seenAt ?? now.microseconds : now.microseconds
        let since = before?.since ?? now.microseconds
        let times = changes.compactMap(\.writtenAt?.microseconds) + (undated.isEmpty ? [] : [seenAt])
        let last = times.max() ?? now.microseconds
        let isQuiet = now.microseconds - last >= quiet.microseconds
        guard !isQuiet, now.microseconds - since < atMost.microseconds else { return nil }
        return WaitingGroup(name: name, state: state, seenAt: seenAt, since: since)
    }
}
