/// Whether an item is a wildcard: a path whose last character, `*`, matches any others.
func isWildcard(_ item: String) -> Bool {
    item.utf8.first == UInt8(ascii: "/") && item.utf8.last == UInt8(ascii: "*")
}

/// The beginning that all paths share which an item matches: a wildcard without its `*`, and any other item itself.
func stem(_ item: String) -> String {
    isWildcard(item) ? String(item.dropLast()) : item
}
