/// Whether an item is a wildcard: a path whose last character, `*`, matches any others.
func isWildcard(_ item: String) -> Bool {
    item.utf8.first == UInt8(ascii: "/") && item.utf8.last == UInt8(ascii: "*")
}

/// What every path begins with that an item matches: the wildcard without its `*`; any other item itself.
func stem(_ item: String) -> String {
    isWildcard(item) ? String(item.dropLast()) : item
}
