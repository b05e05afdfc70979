/// How many paths and tags CloudFront takes in one request, and works on at a time for one distribution.
let maximumPaths = 3000

/// How many wildcards CloudFront works on at a time for one distribution.
let maximumWildcards = 15

/// The items in groups of at most 3,000 with at most 15 wildcards, which is what CloudFront takes in one request.
///
/// The paths come first: a group that has to wait until wildcards are free holds none of them up.
package func batches(_ items: [String]) -> [[String]] {
    var groups = groups(items.filter { !isWildcard($0) }, of: maximumPaths)
    for wildcards in CloudFront.groups(items.filter(isWildcard), of: maximumWildcards) {
        if groups.count == 1, groups[0].count + wildcards.count <= maximumPaths, !groups[0].contains(where: isWildcard)
        {
            groups[0] = (groups[0] + wildcards).sorted()
        } else {
            groups.append(wildcards)
        }
    }
    return groups
}

private func groups(_ items: [String], of size: Int) -> [[String]] {
    stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
}

/// Items that match all that `items` match, with at most `limit` wildcards among them (at least one is allowed).
///
/// Wildcards give way to the folder they are in: the deepest folders first, because that widens least, and among
/// those the one that replaces most; at last to `/*`. What such a folder covers is left out. Sorted.
package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
    let items = uncovered(items)
    var stems = items.filter(isWildcard).map(stem)
    guard stems.count > max(1, limit) else { return items }
    var depth = stems.map(folderCount).max() ?? 0
    while stems.count > max(1, limit), depth > 0 {
        stems = folding(stems, intoFoldersAt: depth, atMost: max(1, limit))
        depth -= 1
    }
    return uncovered(items.filter { !isWildcard($0) } + stems.map { $0 + "*" })
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

/// The beginning of a path up to and with its slash number `depth`.
private func folder(_ stem: String, at depth: Int) -> String {
    stem.split(separator: "/", maxSplits: depth, omittingEmptySubsequences: false).prefix(depth)
        .map { $0 + "/" }.joined()
}
