/// A string with every byte outside RFC 3986's unreserved set (and `kept`) written as `%XX`, upper case.
///
/// This is AWS's own `UriEncode`: a percent sign that is there already is encoded once more.
package func percentEncoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
    encoded(text.utf8, keeping: kept)
}

/// A string with each `%XX` replaced by its byte; a percent sign without two digits stays as it is.
func percentDecoded(_ text: some StringProtocol) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let decoded = hexByte(rest.prefix(2)) {
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return bytes
}

func encoded(_ bytes: some Sequence<UInt8>, keeping kept: String = "") -> String {
    var result: [UInt8] = []
    for byte in bytes {
        if isUnreserved(byte) || kept.utf8.contains(byte) {
            result.append(byte)
        } else {
            result.append(UInt8(ascii: "%"))
            result.append(contentsOf: hex([byte]).uppercased().utf8)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: false
    }
}

private func hexByte(_ digits: ArraySlice<UInt8>) -> UInt8? {
    // Without the check, a sign would pass as a digit: "%+1".
    guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
}
