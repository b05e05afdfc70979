internal import Text

/// One CloudFront distribution, and how its URLs follow from paths.
package struct DistributionRule: Sendable {
    /// Its id, or one of its aliases; only an alias contains a dot.
    package let id: String
    /// The place of the entry.
    package let place: Place
    /// The name that `only` may give it; nil: it is named by its id.
    package let name: String?
    /// The URLs under which CloudFront caches a page, each with `{path}`.
    package let variants: [String]
    /// The names of the web entries whose pods it waits for; nil: all.
    package let after: [String]?
    /// How the URLs of the pages that it caches end.
    package let trailingSlash: TrailingSlash
    /// How many items it may be sent in a month before folders are sent as wildcards; nil: any number.
    package let budget: Int?

    package init(
        id: String, place: Place, name: String? = nil, variants: [String], after: [String]?,
        trailingSlash: TrailingSlash = .without, budget: Int? = nil
    ) {
        self.id = id
        self.place = place
        self.name = name
        self.variants = variants
        self.after = after
        self.trailingSlash = trailingSlash
        self.budget = budget
    }

    var target: Target { Target(kind: .distribution, name: id) }
}

extension String {
    /// Whether it may be the id of a distribution, or of a tenant of a multi-tenant one, which begins with `dt_`.
    package var isDistributionID: Bool {
        let rest = hasPrefix("dt_") ? utf8.dropFirst(3) : utf8[...]
        return !rest.isEmpty && rest.allSatisfy(\.isLetterOrDigit)
    }
}
