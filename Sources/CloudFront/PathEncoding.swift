internal import Freshen
internal import Text

/// The most characters that CloudFront takes in one path.
private let maximumLength = 4000

/// A path as CloudFront takes it: with a leading `/`, unsafe characters percent-encoded, and nothing encoded twice.
///
/// A `%` that begins no escape is written as `%25`. CloudFront refuses or ignores a path with a `~`, or with a `*` that is
/// not its end, encoded or not: such a path becomes the wildcard that ends before that character. A path that is too long
/// becomes a wildcard, too.
func encodedItem(_ item: String) -> String {
    let source = Array(item.utf8)
    var result: [UInt8] = source.first == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
    var index = 0
    while index < source.count {
        let escaped = escapedByte(source, at: index)
        let byte = escaped ?? source[index]
        if byte == UInt8(ascii: "~") || byte == UInt8(ascii: "*") {
            result.append(UInt8(ascii: "*"))
            break
        }
        let end = index + (escaped == nil ? 1 : 3)
        result += escaped == nil && isUnsafe(byte) ? Array(percentEncoded(byte).utf8) : Array(source[index..<end])
        index = end
    }
    return String(decoding: result.count > maximumLength ? shortened(result) : result[...], as: UTF8.self)
}

/// The characters that RFC 1738, section 2.2, calls unsafe, and everything that is not visible ASCII.
private func isUnsafe(_ byte: UInt8) -> Bool {
    !(0x21...0x7E).contains(byte) || "<>\"#%{}|\\^~[]`".utf8.contains(byte)
}

/// The longest wildcard that matches a path and splits no character: neither a `%XX` nor a sequence of them.
private func shortened(_ path: [UInt8]) -> ArraySlice<UInt8> {
    var kept = path.prefix(maximumLength - 1)
    if let percent = kept.suffix(2).lastIndex(of: UInt8(ascii: "%")) { kept = kept[..<percent] }
    while kept.count > 3, kept.suffix(3).first == UInt8(ascii: "%") { kept = kept.dropLast(3) }
    return kept + [UInt8(ascii: "*")]
}
