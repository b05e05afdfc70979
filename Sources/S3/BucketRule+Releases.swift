internal import Freshen
internal import LedgerSQL

extension BucketRule {
    /// Changes by the names of their groups, without those of objects that are sent by themselves.
    func grouped(_ changes: some Sequence<ObjectChange>) -> [String: [ObjectChange]] {
        var groups: [String: [ObjectChange]] = [:]
        for one in changes {
            if let name = group(of: one.key) { groups[name, default: []].append(one) }
        }
        return groups
    }

    /// The groups of these changes, if what consumers get of them is to be checked.
    ///
    /// The check's own URLs are sent again with the objects that changed: any of them may be what the CDN still has.
    func releases(_ changes: ArraySlice<ObjectChange>) -> [ReleasedGroup] {
        guard let check = together?.check else { return [] }
        return grouped(changes).sorted { $0.key < $1.key }.map { name, changes in
            let placeholders = self.placeholders(ofGroupOf: changes[0].key) ?? [:]
            let sent = changes.flatMap { paths(of: $0.key).map(\.path) } + check.paths(placeholders)
            return ReleasedGroup(
                name: name, placeholders: placeholders, paths: Set(sent).sorted(), targets: only,
                isWithdrawn: changes.allSatisfy { $0.version == nil })
        }
    }
}
