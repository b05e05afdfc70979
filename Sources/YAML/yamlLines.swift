/// The lines of a text, broken where libyaml breaks them, so that line numbers agree; there is always at least one.
///
/// A byte order mark at the beginning counts as a character: the caller removes it first.
package func yamlLines(of bytes: ArraySlice<UInt8>) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = [[]]
    var previous: Unicode.Scalar?
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        switch scalar {
        case "\n" where previous == "\r": break
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
        default: lines[lines.count - 1].append(scalar)
        }
        previous = scalar
    }
    return lines
}
