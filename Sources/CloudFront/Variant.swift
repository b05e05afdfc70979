/// A URL under which a path is cached: `{path}` itself, or the path with a prefix and a suffix.
struct Variant {
    private let prefix: String
    /// Nil if the template does not hold `{path}`.
    private let suffix: String?

    init(_ template: String) {
        let parts = template.split(separator: "{path}", maxSplits: 1, omittingEmptySubsequences: false)
        prefix = String(parts[0])
        suffix = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The items that cover this variant of a path or a wildcard.
    ///
    /// The home page of a site below `/shop` is `/shop`, which neither `/shop/` nor `/shop/*` matches.
    func items(_ item: String) -> [String] {
        guard let suffix else { return [encodedItem(prefix)] }
        let home = !prefix.isEmpty && (item == "/" || item == "/*") ? [prefix + suffix] : []
        // A wildcard matches the suffix as well.
        return ([isWildcard(item) ? prefix + item : prefix + item + suffix] + home).map(encodedItem)
    }
}
