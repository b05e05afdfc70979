internal import Freshen

extension ItemCounts {
    /// The kinds that there are, such as `2 paths, 1 wildcard`.
    var text: String {
        let kinds = [(paths, "path"), (wildcards, "wildcard"), (tags, "tag")]
        return kinds.filter { $0.0 > 0 }.map { plural($0.0, $0.1) }.joined(separator: ", ")
    }
}

extension ItemPrice {
    /// A month's items and what they cost, such as `1200 items, $1.00 beyond 1000 free ones`.
    static func text(ofMonth count: Int) -> String {
        let items = plural(count, "item")
        return count <= freeItems
            ? "\(items) of \(freeItems) free ones"
            : "\(items), $\(dollars(beyondFree(count))) beyond \(freeItems) free ones"
    }
}
