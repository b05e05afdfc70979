private import Glibc

/// Comparisons of texts by their UTF-8, in which a letter with a combining mark is another text than the composed letter.
extension String {
    /// Whether the bytes are the same.
    package func hasSameBytes(as other: String) -> Bool { utf8.count == other.utf8.count && order(other) == 0 }

    /// Whether the bytes begin with those of another text.
    package func hasBytes(atStart start: String) -> Bool { utf8.starts(with: start.utf8) }

    /// Whether it comes before another text in the order of their bytes.
    package func precedesByBytes(_ other: String) -> Bool { order(other) < 0 }

    /// Below 0 where it comes before another text, above 0 where after it; the bytes of both lie in one piece.
    private func order(_ other: String) -> Int {
        let order = unsafe utf8.withContiguousStorageIfAvailable { own in
            unsafe other.utf8.withContiguousStorageIfAvailable { others in
                guard let left = own.baseAddress, let right = others.baseAddress else {
                    return own.count - others.count
                }
                let common = unsafe memcmp(left, right, min(own.count, others.count))
                return common == 0 ? own.count - others.count : Int(common)
            }
        }
        return (order ?? nil)
            ?? (utf8.lexicographicallyPrecedes(other.utf8) ? -1 : utf8.elementsEqual(other.utf8) ? 0 : 1)
    }
}
