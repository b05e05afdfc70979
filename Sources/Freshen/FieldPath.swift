/// The segments of a Directus field path (`author.name`, `blocks.item:block_hero.title`); nil where it is none.
///
/// A path has at most 32 segments. Any name can be a segment in double quotes, within which `""` stands for a quote:
/// `"price, net"."x.y"`. Outside quotes a segment holds no bracket, slash, comma, star or control character, and no blank
/// at its ends.
package func splitFieldPath(_ text: String) -> [String]? {
    names(FieldPathReader(text, readsCalls: false).segments) { $0.isName }
}

/// The segments of an entry of `fields` or `sort`, which may also hold `*` and functions; nil where it is none.
///
/// Dots and commas within parentheses belong to a function: `author.json(seo, og.title)`.
package func splitFieldSelection(_ text: String) -> [String]? {
    names(FieldPathReader(text, readsCalls: true).segments) { $0.isName || $0.isCall || $0.isStar }
}

/// The parts of a text between commas that stand outside double quotes and parentheses, without blanks before them.
package func splitAtCommas(_ text: String) -> [String] {
    var parts = [String.UnicodeScalarView()]
    var (quotes, depth) = (QuoteScanner(), 0)
    for scalar in text.unicodeScalars {
        _ = quotes.take(scalar)
        if !quotes.isInside { depth += scalar == "(" ? 1 : scalar == ")" ? -1 : 0 }
        if scalar == ",", !quotes.isInside, depth == 0 {
            parts.append(String.UnicodeScalarView())
        } else if scalar != " " || !parts[parts.count - 1].isEmpty {
            parts[parts.count - 1].append(scalar)
        }
    }
    return parts.map { String($0) }
}

/// The name that a text in double quotes stands for; any other text is the name itself.
package func unquotedName(_ text: String) -> String {
    guard text.unicodeScalars.first == "\"", let path = splitFieldPath(text), path.count == 1 else { return text }
    return path[0]
}

/// Why `splitFieldPath` refuses a text, as the end of a message that begins with the text.
package func fieldPathMistake(_ text: String) -> String {
    let count = FieldPathReader(text, readsCalls: false).segments.count
    return count <= longestFieldPath ? "is no field path" : "has more than \(longestFieldPath) segments"
}

private func names(_ segments: [FieldPathReader.Segment], _ isValid: (FieldPathReader.Segment) -> Bool) -> [String]? {
    guard segments.count <= longestFieldPath, segments.allSatisfy(isValid) else { return nil }
    return segments.map { String($0.text) }
}

/// Each segment is a join, and PostgreSQL needs very long to plan a statement with hundreds of them.
private let longestFieldPath = 32

/// Splits a text at the dots that stand outside double quotes and function calls.
private struct FieldPathReader {
    struct Segment {
        /// The name without its quotes; a call with those of its arguments.
        var text = String.UnicodeScalarView()
        var isQuoted = false
        /// Whether it ends outside quotes and parentheses.
        var isClosed = true
        var hasForbidden = false
        /// Whether it has parentheses outside quotes.
        var hasParentheses = false

        var isName: Bool {
            let hasBlankEnd = [text.first, text.last].contains { $0?.properties.isWhitespace == true }
            return !text.isEmpty && isClosed && !hasForbidden && !hasParentheses && (isQuoted || !hasBlankEnd)
        }
        var isCall: Bool { hasParentheses && isClosed }
        var isStar: Bool { !isQuoted && String(text) == "*" }
    }

    private(set) var segments = [Segment()]
    private let readsCalls: Bool
    private var quotes = QuoteScanner()
    private var depth = 0

    init(_ text: String, readsCalls: Bool) {
        self.readsCalls = readsCalls
        for scalar in text.unicodeScalars {
            let mark = quotes.take(scalar)
            if depth == 0, let mark { take(mark) } else { take(scalar) }
        }
        segments[segments.count - 1].isClosed = !quotes.isInside && depth == 0
    }

    private mutating func take(_ mark: QuoteScanner.Mark) {
        let last = segments.count - 1
        switch mark {
        case .opening:
            segments[last].hasForbidden = !segments[last].text.isEmpty && segments[last].text.last != ":"
            segments[last].isQuoted = true
        case .closing: break
        case .doubled: segments[last].text.append("\"")
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if scalar == ".", !quotes.isInside, depth == 0 { return segments.append(Segment()) }
        let last = segments.count - 1
        defer { segments[last].text.append(scalar) }
        guard !quotes.isInside else { return }
        if readsCalls, "()".unicodeScalars.contains(scalar) {
            depth += scalar == "(" ? 1 : -1
            segments[last].hasParentheses = true
        } else if depth == 0, Self.isForbidden(scalar) || segments[last].isQuoted && scalar != ":" {
            segments[last].hasForbidden = true
        }
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        "{}()/,*".unicodeScalars.contains(scalar)
            || [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}

/// Tracks which scalars of a text are within double quotes; a quote opens only at the beginning of a name.
struct QuoteScanner {
    enum Mark { case opening, closing, doubled }

    private(set) var isInside = false
    private var isJustClosed = false
    private var previous: Unicode.Scalar?

    /// Reads the next scalar and returns which quote it is; nil: it is no quote, or one that is part of a name.
    mutating func take(_ scalar: Unicode.Scalar) -> Mark? {
        let couldReopen = isJustClosed
        isJustClosed = false
        guard scalar == "\"", isInside || couldReopen || beginsName else {
            // `-`, the sign of a descending sort, may precede a name.
            if scalar != " ", scalar != "-" || !beginsName { previous = scalar }
            return nil
        }
        (isInside, isJustClosed, previous) = (!isInside, isInside, scalar)
        return couldReopen ? .doubled : isInside ? .opening : .closing
    }

    private var beginsName: Bool { previous.map { ".:,({".unicodeScalars.contains($0) } ?? true }
}
