/// The number of Unicode scalars in every line; invalid UTF-8 counts as the replacement characters it is decoded to.
package func lineLengths(_ bytes: [UInt8]) -> [Int] {
    var lengths = [0]
    var previous: Unicode.Scalar?
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        if "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
            if !(scalar == "\n" && previous == "\r") { lengths.append(0) }
        } else {
            lengths[lengths.count - 1] += 1
        }
        previous = scalar
    }
    return lengths
}
