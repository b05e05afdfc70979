package import Freshen

/// What is invalidated on a distribution, in CloudFront's notation.
package struct InvalidationItems: Hashable, Sendable {
    /// Paths, wildcards (`/a*`) and tags (`#t`): sorted, without duplicates and without what a wildcard covers.
    package let items: [String]
    /// Tags that are left out because CloudFront would refuse them; sorted.
    package let unusableTags: [String]

    /// The tags that are left out, for a report; nil: there are none.
    var remark: String? {
        guard !unusableTags.isEmpty else { return nil }
        let count = unusableTags.count
        let named = unusableTags.prefix(3).map(quoted).joined(separator: ", ") + (count > 3 ? ", …" : "")
        return "\(count == 1 ? "1 tag" : "\(count) tags") that CloudFront cannot hold \(count == 1 ? "is" : "are")"
            + " left out: \(named)"
    }
}

/// The items that invalidate everything that is stale on a distribution.
///
/// Each of `variants` holds `{path}` and is one URL under which a path is cached; none means the path alone. Tags become
/// items only where the distribution reads them, which `tags` says. `trailingSlash` is how the URLs of pages end.
/// Rules: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
package func invalidationItems(
    for stale: some Sequence<Stale>, variants: [String], tags: Bool, trailingSlash: TrailingSlash = .without
) -> InvalidationItems {
    let variants = (variants.isEmpty ? ["{path}"] : variants).map(Variant.init)
    var items: [String] = []
    var tagged: [String: String] = [:]
    var unusable: Set<String> = []
    for thing in Set(stale) {
        if case .tag(let tag) = thing {
            guard tags else { continue }
            guard isUsable(tag: tag) else { unusable.insert(tag); continue }
            // Tags that differ in case alone are one tag to CloudFront, which would charge for both.
            tagged[tag.lowercased()] = min("#" + tag, tagged[tag.lowercased()] ?? "#" + tag)
        } else {
            let paths = thing.paths.flatMap { isWildcard($0) ? [$0] : trailingSlash.spellings(of: $0) }
            items += paths.flatMap { path in variants.flatMap { $0.items(encodedItem(path)) } }
        }
    }
    return InvalidationItems(items: tagged.values.sorted() + withoutCovered(items), unusableTags: unusable.sorted())
}

/// A tag on one line, with everything but visible ASCII escaped, and cut where it is long.
private func quoted(_ tag: String) -> String {
    let scalars = tag.unicodeScalars.prefix(40)
    let end = scalars.endIndex < tag.unicodeScalars.endIndex ? "…" : ""
    return "\"#" + scalars.map { $0.escaped(asASCII: true) }.joined() + end + "\""
}
