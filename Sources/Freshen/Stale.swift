/// Something that pods revalidate and CloudFront invalidates.
package enum Stale: Hashable, Comparable, Sendable {
    /// A concrete URL path, percent-encoded, without basePath.
    case path(String)
    /// A Next.js route pattern (`/articles/[slug]`) or layout.
    case pattern(String, PatternType)
    /// A cache tag, without `#`.
    case tag(String)
    /// Every page of the site.
    case everything

    /// The order in which reports list what is stale.
    package static func < (one: Stale, other: Stale) -> Bool {
        (one.text, one.rank) < (other.text, other.rank)
    }

    /// How reports show it: the path, the pattern, `#tag`, or `everything`.
    package var text: String {
        switch self {
        case .path(let path), .pattern(let path, _): path
        case .tag(let tag): "#" + tag
        case .everything: "everything"
        }
    }

    /// The type of a route pattern, as the contract with pods spells it; nil: it is none.
    package var type: String? {
        if case .pattern(_, let type) = self { type.rawValue } else { nil }
    }

    private var rank: Int {
        switch self {
        case .path: 0
        case .pattern(_, .page): 1
        case .pattern(_, .layout): 2
        case .tag: 3
        case .everything: 4
        }
    }
}

/// What a Next.js route pattern revalidates: the pages of the route alone, or everything below its layout.
package enum PatternType: String, Sendable, Hashable, CaseIterable {
    case page, layout
}
