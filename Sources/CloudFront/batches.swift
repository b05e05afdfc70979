/// The most paths and tags that one request holds, and that can be in progress for one distribution.
let maximumPaths = 3000

/// The most wildcards that can be in progress for one distribution.
let maximumWildcards = 15

/// The items in batches of at most 3,000 with at most 15 wildcards, which is what CloudFront takes in one request.
///
/// The paths come first, because a batch with wildcards may have to wait until earlier wildcards are completed.
package func batches(_ items: [String]) -> [[String]] {
    var batches = groups(items.filter { !isWildcard($0) }, of: maximumPaths)
    for wildcards in groups(items.filter(isWildcard), of: maximumWildcards) {
        if batches.count == 1, batches[0].count + wildcards.count <= maximumPaths,
            !batches[0].contains(where: isWildcard)
        {
            batches[0] = (batches[0] + wildcards).sorted()
        } else {
            batches.append(wildcards)
        }
    }
    return batches
}

private func groups(_ items: [String], of size: Int) -> [[String]] {
    stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
}
