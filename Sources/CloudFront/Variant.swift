/// A URL under which a path is cached: `{path}` itself, or the path with a prefix and a suffix.
struct Variant {
    private let prefix: String
    private let suffix: String
    private let holdsPath: Bool

    init(_ template: String) {
        let start = template.indices.first { template[$0...].hasPrefix("{path}") }
        prefix = String(template[..<(start ?? template.endIndex)])
        suffix = start.map { String(template[$0...].dropFirst("{path}".count)) } ?? ""
        holdsPath = start != nil
    }

    /// The items that cover this variant of a path or a wildcard.
    ///
    /// The home page of a site below `/shop` is `/shop`, which neither `/shop/` nor `/shop/*` matches.
    func items(_ item: String) -> [String] {
        guard holdsPath else { return [encodedItem(prefix)] }
        let home = !prefix.isEmpty && (item == "/" || item == "/*") ? [prefix + suffix] : []
        // A wildcard matches the suffix as well.
        return ([isWildcard(item) ? prefix + item : prefix + item + suffix] + home).map(encodedItem)
    }
}
