/// A wildcard that covers an item which CloudFront refused; nil: the item is `/*`, which nothing covers.
///
/// It ends before the first unusual character, which is the likely cause. Where there is none, it is the item's folder, and
/// for a folder's wildcard the folder above, so that repeated calls end with `/*`. A tag becomes `/*` at once, because the
/// pages that carry it are unknown here.
package func widened(_ item: String) -> String? {
    guard item.hasPrefix("/") else { return "/*" }
    guard item != "/*" else { return nil }
    let path = stem(item)
    let plain = path.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "/-._".contains($0)) }
    guard plain.endIndex == path.endIndex else { return plain + "*" }
    let parent = isWildcard(item) && path.hasSuffix("/") ? path.dropLast() : path[...]
    return parent[...(parent.lastIndex(of: "/") ?? parent.startIndex)] + "*"
}
