/// A literal of a template as it stands in a URL: what is no URL character is percent-encoded, and `%` is kept, because
/// the literal may be encoded already.
package func percentEncodedLiteral(_ text: String) -> String {
    text.utf8.map { byte in
        isPathCharacter(byte) || byte == UInt8(ascii: "%") ? String(Unicode.Scalar(byte)) : percentEncoded(byte)
    }.joined()
}

/// Whether a byte stands for itself in a path.
func isPathCharacter(_ byte: UInt8) -> Bool {
    pathCharacters.contains(byte)
}

/// `%XX`, in capitals.
package func percentEncoded(_ byte: UInt8) -> String {
    let hex = String(byte, radix: 16, uppercase: true)
    return hex.utf8.count == 1 ? "%0" + hex : "%" + hex
}

/// The byte for which `%XX` stands at `index`; nil where none begins there.
package func escapedByte(_ bytes: [UInt8], at index: Int) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
    else { return nil }
    return UInt8(high << 4 | low)
}

private let pathCharacters = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/".utf8)
