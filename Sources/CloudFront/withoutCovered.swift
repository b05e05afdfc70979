/// The items without duplicates, and without those that a wildcard among them covers; sorted.
func withoutCovered(_ items: some Sequence<String>) -> [String] {
    let items = Set(items)
    guard items.contains(where: isWildcard) else { return items.sorted() }
    var kept: [String] = []
    var cover: String?
    // In this order a wildcard is directly followed by the items that it covers.
    for item in items.sorted(by: comesFirst) {
        if let cover, stem(item).utf8.starts(with: cover.utf8) { continue }
        kept.append(item)
        if isWildcard(item) { cover = stem(item) }
    }
    return kept.sorted()
}

private func comesFirst(_ left: String, _ right: String) -> Bool {
    stem(left) == stem(right) ? isWildcard(left) && !isWildcard(right) : stem(left) < stem(right)
}
