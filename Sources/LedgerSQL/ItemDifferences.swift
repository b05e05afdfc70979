/// The differences from the ledger that a source finds itself, because its items are in no table.
package enum ItemDifferences {
    /// Passes on every item that differs, or that only one of the two has, a portion at a time; groups that wait are left out.
    ///
    /// The look calls it once, in a savepoint: after a `Failure` nothing of the source is kept, and the look goes on.
    case found((_ body: (ItemPortion) throws -> Void) throws -> Void)
    /// The source cannot be read now: the ledger's items stay as they are.
    case unknown
}

/// Some items of a source that compares itself with the ledger.
package struct ItemPortion: Sendable {
    /// Their keys, also of items that only the ledger has.
    package let keys: [String]
    /// As `ItemSource.items`, for these keys alone.
    package let items: SQL
    /// The groups among them that are checked after they were sent.
    package let releases: [ReleasedGroup]

    package init(keys: [String], items: SQL, releases: [ReleasedGroup] = []) {
        self.keys = keys
        self.items = items
        self.releases = releases
    }

    /// How many items a portion has at most.
    package static let size = 1000
}

/// What the ledger holds of a source that compares itself with it.
package protocol StoredVersions {
    /// The source's signature at the last look that compared it; nil: none did.
    func signature(of source: String) throws -> Signature?
    /// The keys of the source's items and their versions, in the order of the keys' bytes: the first ones after `key`.
    ///
    /// Empty where no more follow.
    func versions(of source: String, after key: String?) throws -> [(key: String, version: String)]
    /// The source's groups that were kept back at the last look.
    func waiting(of source: String) throws -> [WaitingGroup]
}
