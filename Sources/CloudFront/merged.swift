/// Items that match all that `items` match, with the items of one folder replaced by the folder's wildcard, until there are
/// at most `limit`.
///
/// Folders of folders are replaced only as long as there are more than one request's wildcards, because their wildcards
/// match many other pages. No more wildcards are made than a run can send, and never `/*`. So more than `limit` may be left.
/// Sorted.
func merged(_ items: [String], atMost limit: Int) -> [String] {
    let items = withoutCovered(items)
    let tags = items.filter { !$0.hasPrefix("/") }
    let (paths, left) = (items.filter { $0.hasPrefix("/") }, limit - tags.count)
    var merged = paths
    for depth in depths(of: paths, downTo: 2) { merged = merging(merged, from: depth...depth, atMost: left) }
    merged = foldersMerged(withoutCovered(merged), downTo: 2, atMost: max(left, maximumWildcards))
    let known = Set(paths)
    let made = merged.filter { isWildcard($0) && !known.contains($0) }
    // Of more folders the items stay as they are.
    if made.count > 2 * maximumWildcards { merged = withoutCovered(paths + made.prefix(2 * maximumWildcards)) }
    return (tags + merged).sorted()
}

/// Replaces items by the wildcards of the folders above them until there are at most `limit`, from the deepest folders to
/// those at `least` slashes.
func foldersMerged(_ items: [String], downTo least: Int, atMost limit: Int) -> [String] {
    var merged = items
    for depth in depths(of: items, downTo: least) { merged = merging(merged, from: depth...Int.max, atMost: limit) }
    return withoutCovered(merged)
}

/// The deepest folders come first, because their wildcards match the fewest other pages.
private func depths(of items: [String], downTo least: Int) -> ReversedCollection<Range<Int>> {
    (least..<max(least, (items.map(folderCount).max() ?? 0) + 1)).reversed()
}

/// Merges items with so many slashes into the folders at the lowest of these numbers, until there are at most `limit`; those
/// with the most items first.
private func merging(_ items: [String], from depths: ClosedRange<Int>, atMost limit: Int) -> [String] {
    guard items.count > limit else { return items }
    let groups = Dictionary(grouping: items.filter { depths.contains(folderCount($0)) }) {
        folder($0, at: depths.lowerBound)
    }
    var result = Set(items)
    for (folder, members) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
        guard result.count > limit, members.count > 1 else { break }
        result.subtract(members)
        result.insert(folder + "*")
    }
    return result.sorted()
}

/// A slash at the end of a path makes no folder, one before a `*` does.
private func folderCount(_ item: String) -> Int {
    item.utf8.dropLast().count { $0 == UInt8(ascii: "/") }
}

/// The beginning of a path, up to and including its `depth`th slash.
private func folder(_ item: String, at depth: Int) -> String {
    item.split(separator: "/", maxSplits: depth, omittingEmptySubsequences: false).prefix(depth)
        .map { $0 + "/" }.joined()
}
