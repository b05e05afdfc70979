/// How many items of a CDN there are, by kind; each is billed as one path.
package struct ItemCounts: Sendable, Hashable {
    /// Paths, paths that end in `*`, and tags.
    package var paths = 0, wildcards = 0, tags = 0

    package init(paths: Int = 0, wildcards: Int = 0, tags: Int = 0) {
        self.paths = paths
        self.wildcards = wildcards
        self.tags = tags
    }

    /// Counts items in CloudFront's notation: `/a`, `/a*`, `#a`.
    package init(_ items: some Sequence<String>) {
        for item in items {
            if item.utf8.first == UInt8(ascii: "#") {
                tags += 1
            } else if item.utf8.last == UInt8(ascii: "*") {
                wildcards += 1
            } else {
                paths += 1
            }
        }
    }

    /// Of all kinds.
    package var total: Int { paths + wildcards + tags }

    /// The sums, kind by kind.
    package static func + (one: ItemCounts, other: ItemCounts) -> ItemCounts {
        ItemCounts(
            paths: one.paths + other.paths, wildcards: one.wildcards + other.wildcards, tags: one.tags + other.tags)
    }
}

/// What CloudFront's items cost.
///
/// A path, wildcard or tag costs 0.005 US dollars; the first thousand of an account in a month are free (CloudFront
/// Developer Guide, "Pay for file invalidation").
package enum ItemPrice {
    /// How many items of an account are free each month.
    package static let freeItems = 1000

    /// The most that so many items cost, in US dollars.
    package static func most(for count: Int) -> Double { Double(count) * 0.005 }

    /// What so many items of a month cost beyond the free ones, if the account has no others, in US dollars.
    package static func beyondFree(_ count: Int) -> Double { most(for: max(0, count - freeItems)) }
}
