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

/// The segments of an entry of `fields` or `sort`, which may also hold `*` and functions; nil where it is none.
///
/// Dots and commas within parentheses belong to a function: `author.json(seo, og.title)`.
package func splitFieldSelection(_ text: String) -> [String]? {
    var segments = [String.UnicodeScalarView()]
    var depth = 0
    for scalar in text.unicodeScalars {
        depth += scalar == "(" ? 1 : scalar == ")" ? -1 : 0
        if scalar == ".", depth == 0 {
            segments.append(String.UnicodeScalarView())
        } else {
            segments[segments.count - 1].append(scalar)
        }
    }
    let isValid = segments.allSatisfy { segment in
        String(segment) == "*" || segment.contains("(") || splitFieldPath(String(segment)) != nil
    }
    guard depth == 0, segments.count <= longestFieldPath, isValid else { return nil }
    return segments.map { String($0) }
}

/// Why `splitFieldPath` refuses a text, as the end of a message that begins with the text.
package func fieldPathMistake(_ text: String) -> String {
    text.unicodeScalars.count { $0 == "." } < longestFieldPath
        ? "is no field path" : "has more than \(longestFieldPath) segments"
}

/// Each segment is a join, and PostgreSQL needs very long to plan a statement with hundreds of them.
private let longestFieldPath = 32
