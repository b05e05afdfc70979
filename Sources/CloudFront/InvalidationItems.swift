package import Freshen

/// What a distribution is told to forget, in CloudFront's own notation.
package struct InvalidationItems: Hashable, Sendable {
    /// Paths, wildcards (`/a*`) and tags (`#t`): sorted, none twice, none that a wildcard among them covers.
    package let items: [String]
    /// Tags left out because CloudFront would refuse them; sorted.
    package let unusableTags: [String]
}

/// The items that make a distribution forget everything that is stale.
///
/// Each of `variants` stands for one URL under which a path is cached and holds `{path}`; none means the path
/// alone. Tags count only where `tags` says that the distribution reads them.
/// Rules: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
package func invalidationItems(
    for stale: some Sequence<Stale>, variants: [String], tags: Bool
) -> InvalidationItems {
    let variants = (variants.isEmpty ? ["{path}"] : variants).map(Variant.init)
    var items: [String] = []
    var tagged: [String: String] = [:]
    var unusable: Set<String> = []
    for thing in Set(stale) {
        if case .tag(let tag) = thing {
            guard tags else { continue }
            guard isUsable(tag: tag) else { unusable.insert(tag); continue }
            // Tags that differ in case alone are one tag to CloudFront, and would be paid for twice.
            tagged[tag.lowercased()] = min("#" + tag, tagged[tag.lowercased()] ?? "#" + tag)
        } else {
            items += paths(of: thing).flatMap { path in variants.flatMap { $0.items(canonicalItem(path)) } }
        }
    }
    return InvalidationItems(items: tagged.values.sorted() + uncovered(items), unusableTags: unusable.sorted())
}
