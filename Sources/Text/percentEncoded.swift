/// `%XX`, in capitals.
package func percentEncoded(_ byte: UInt8) -> String {
    let hex = String(byte, radix: 16, uppercase: true)
    return hex.utf8.count == 1 ? "%0" + hex : "%" + hex
}

/// Bytes as text, in which all but RFC 3986's unreserved characters and those in `kept` become `%XX`.
///
/// This is AWS's `UriEncode`: a percent sign that is there already is encoded once more.
package func percentEncoded(_ bytes: some Sequence<UInt8>, keeping kept: String = "") -> String {
    percentEncoded(bytes) { $0.isLetterOrDigit || "-._~".utf8.contains($0) || kept.utf8.contains($0) }
}

/// The same for a text's UTF-8.
package func percentEncoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
    percentEncoded(text.utf8, keeping: kept)
}

/// Encodes the characters that a URL path cannot hold.
///
/// `%` is kept, because the text may be encoded already.
package func percentEncodedLiteral(_ text: String) -> String {
    percentEncoded(text.utf8) { URLPath.allows($0) || $0 == UInt8(ascii: "%") }
}

/// The bytes of a text, with each `%XX` replaced by its byte; a percent sign without two digits stays as it is.
package func percentDecoded(_ text: some StringProtocol) -> [UInt8] { percentDecoded(Array(text.utf8)) }

/// The same for bytes.
package func percentDecoded(_ source: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
        let escaped = escapedByte(source, at: index)
        bytes.append(escaped ?? source[index])
        index += escaped == nil ? 1 : 3
    }
    return bytes
}

/// The byte for which `%XX` stands at `index`; nil where none begins there.
package func escapedByte(_ bytes: [UInt8], at index: Int) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
    else { return nil }
    return UInt8(high << 4 | low)
}

private func percentEncoded(_ bytes: some Sequence<UInt8>, except isKept: (UInt8) -> Bool) -> String {
    bytes.reduce(into: "") { result, byte in
        if isKept(byte) {
            result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            result += percentEncoded(byte)
        }
    }
}
