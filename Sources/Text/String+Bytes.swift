/// Comparisons of texts by their UTF-8, in which a letter with a combining mark is another text than the composed letter.
extension String {
    /// Whether the bytes are the same.
    package func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// Whether the bytes begin with those of another text.
    package func hasBytes(atStart start: String) -> Bool { utf8.starts(with: start.utf8) }

    /// Whether it comes before another text in the order of their bytes.
    package func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
