/// Whether an item is a wildcard: a path whose last character is `*`, which matches any characters.
func isWildcard(_ item: String) -> Bool {
    item.utf8.first == UInt8(ascii: "/") && item.utf8.last == UInt8(ascii: "*")
}

/// The common beginning of all paths that an item matches: a wildcard without its `*`; any other item itself.
func stem(_ item: String) -> String {
    isWildcard(item) ? String(item.dropLast()) : item
}
