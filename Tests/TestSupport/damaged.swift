/// A copy of a document with one to three random mistakes.
///
/// A mistake removes, duplicates, indents or swaps lines, swaps words, truncates the document, repeats a part of it,
/// changes a byte, or inserts one of `pieces`.
package func damaged(_ document: [UInt8], pieces: [String], with random: inout SplitMix64) -> [UInt8] {
    var bytes = document
    for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0...9, using: &random) {
        case 0, 1: bytes = withLinesChanged(bytes, &random)
        case 2: bytes = withWordsSwapped(bytes, &random)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[..<place].suffix(40), at: place)
        case 5 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        }
    }
    return bytes
}

private func withLinesChanged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
    let (one, other) = (Int.random(in: lines.indices, using: &random), Int.random(in: lines.indices, using: &random))
    switch Int.random(in: 0...4, using: &random) {
    case 0: lines.remove(at: one)
    case 1: lines.insert(lines[one], at: other)
    case 2: lines[one] = Array("  ".utf8) + lines[one]
    case 3: lines[one] = Array(lines[one].drop { $0 == 32 })
    default: lines.swapAt(one, other)
    }
    return Array(lines.joined(separator: [10]))
}

private func withWordsSwapped(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var words = bytes.split(separator: 32, omittingEmptySubsequences: false).map { Array($0) }
    words.swapAt(Int.random(in: words.indices, using: &random), Int.random(in: words.indices, using: &random))
    return Array(words.joined(separator: [32]))
}
