/// One CloudFront distribution, and how its URLs follow from paths.
package struct DistributionRule: Sendable {
    /// Its id, or one of its aliases, which holds a dot.
    package let id: String
    package let place: Place
    /// Each with `{path}`: the spellings under which CloudFront caches a page.
    package let variants: [String]
    /// The webs it waits for; nil: all.
    package let after: [String]?

    package init(id: String, place: Place, variants: [String], after: [String]?) {
        self.id = id
        self.place = place
        self.variants = variants
        self.after = after
    }
}
