/// The segments of a Directus field path (`author.name`, `blocks.item:block_hero.title`); nil where it is none.
///
/// A path has at most 32 segments; none is empty or holds a bracket, slash, comma, star, blank or control character.
package func splitFieldPath(_ text: String) -> [String]? {
    let segments = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
    let isForbidden = { (scalar: Unicode.Scalar) in
        "{}()/,*".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .control
    }
    guard segments.count <= longestFieldPath, segments.allSatisfy({ !$0.isEmpty && !$0.contains(where: isForbidden) })
    else { return nil }
    return segments.map { String($0) }
}

/// Why `splitFieldPath` refuses a text, as the end of a message that begins with the text.
package func fieldPathMistake(_ text: String) -> String {
    text.unicodeScalars.count { $0 == "." } < longestFieldPath
        ? "is no field path" : "has more than \(longestFieldPath) segments"
}

/// Each segment is a join, and PostgreSQL needs very long to plan a statement with hundreds of them.
private let longestFieldPath = 32
