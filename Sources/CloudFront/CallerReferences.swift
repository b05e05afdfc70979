internal import AWS

/// Makes the caller references of a command that has no ledger: CloudFront makes one invalidation for each.
package struct CallerReferences {
    private let seed: [String]

    /// References that only a command with the same identity makes; nil: that no other command makes.
    package init(identity: [String]?) {
        seed = identity ?? (1...2).map { _ in String(UInt64.random(in: 0...UInt64.max)) }
    }

    /// The reference of the batch with that number among those with the same items.
    package func reference(_ items: [String], _ number: Int) -> String {
        let parts = seed + ["\(number)"] + items
        return "freshen-" + hex(sha256(Array(parts.joined(separator: "\n").utf8))).prefix(40)
    }
}
