/// A wildcard that covers an item which CloudFront refused; nil where none does.
///
/// Which pages bear a tag nobody here knows: it is `/*`.
///
/// Ends before the first character that is not plain, as that is the likely cause; otherwise, and for a wildcard,
/// it is the folder. So asking again and again ends with `/*`, and then with nil.
package func widened(_ item: String) -> String? {
    guard item.hasPrefix("/") else { return "/*" }
    guard item != "/*" else { return nil }
    let path = stem(item)
    let plain = path.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "/-._".contains($0)) }
    guard plain.endIndex == path.endIndex else { return plain + "*" }
    let parent = isWildcard(item) && path.hasSuffix("/") ? path.dropLast() : path[...]
    return parent[...(parent.lastIndex(of: "/") ?? parent.startIndex)] + "*"
}
