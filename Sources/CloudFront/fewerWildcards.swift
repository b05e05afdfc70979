/// Items that match all that `items` match, with at most `limit` wildcards among them (at least one is allowed).
///
/// Wildcards are replaced by the wildcard of their folder: the deepest folders first, because they match the fewest other
/// pages, and among those the folder that replaces the most wildcards; in the end by `/*`. Items that a new wildcard covers
/// are left out. Sorted.
package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
    let items = withoutCovered(items)
    var stems = items.filter(isWildcard).map(stem)
    guard stems.count > max(1, limit) else { return items }
    var depth = stems.map(folderCount).max() ?? 0
    while stems.count > max(1, limit), depth > 0 {
        stems = folding(stems, intoFoldersAt: depth, atMost: max(1, limit))
        depth -= 1
    }
    return withoutCovered(items.filter { !isWildcard($0) } + stems.map { $0 + "*" })
}

private func folding(_ stems: [String], intoFoldersAt depth: Int, atMost limit: Int) -> [String] {
    let groups = Dictionary(grouping: stems.filter { folderCount($0) >= depth }) { folder($0, at: depth) }
    var result = Set(stems)
    for (folder, members) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
        guard result.count > limit, members.count > 1 else { break }
        result.subtract(members)
        result.insert(folder)
    }
    return result.sorted()
}

private func folderCount(_ stem: String) -> Int {
    stem.utf8.count { $0 == UInt8(ascii: "/") }
}

/// The beginning of a path, up to and including its `depth`th slash.
private func folder(_ stem: String, at depth: Int) -> String {
    stem.split(separator: "/", maxSplits: depth, omittingEmptySubsequences: false).prefix(depth)
        .map { $0 + "/" }.joined()
}
