/// Items that match all that `items` match, with at most `limit` wildcards among them (at least one is allowed).
///
/// Wildcards are replaced by the wildcard of their folder, as by `merged`, in the end by `/*`. Items that a new wildcard
/// covers are left out. Sorted.
package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
    let items = withoutCovered(items)
    let wildcards = items.filter(isWildcard)
    guard wildcards.count > max(1, limit) else { return items }
    return withoutCovered(
        items.filter { !isWildcard($0) } + foldersMerged(wildcards, downTo: 1, atMost: max(1, limit)))
}
