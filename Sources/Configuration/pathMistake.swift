/// Why a path of freshen.yaml cannot be the path of a page; nil: it can be.
///
/// `offset` is the number of characters (Unicode scalars) before the mistake.
/// `isRoute`: the path has a `type`, so that it names folders of a Next.js application.
func pathMistake(in text: String, isRoute: Bool) -> (message: String, offset: Int)? {
    let scalars = Array(text.unicodeScalars)
    if scalars.first?.properties.isWhitespace == true { return ("begins with a blank: remove it", 0) }
    if scalars.last?.properties.isWhitespace == true { return ("ends with a blank: remove it", scalars.count - 1) }
    if let colon = text.firstRange(of: "://"), !text[..<colon.lowerBound].contains("/") {
        let path = text[colon.upperBound...].drop { $0 != "/" }
        return ("is a URL: write its path alone, \(path.isEmpty ? "/" : path)", 0)
    }
    if text.hasPrefix("//"), let first = scalars.dropFirst(2).first, first != "{", first != "/" {
        return ("begins with //, after which browsers read a host: begin with one /", 0)
    }
    let literal = withoutPlaceholders(scalars)
    for (offset, scalar) in literal.enumerated() {
        if let message = mistake(scalar, after: scalars[..<offset], isRoute: isRoute) { return (message, offset) }
    }
    var offset = 0
    for segment in literal.split(separator: "/", omittingEmptySubsequences: false) {
        let name = String(String.UnicodeScalarView(segment))
        if let message = isRoute ? folderMistake(name) : segmentMistake(name) { return (message, offset) }
        offset += segment.count + 1
    }
    return isRoute ? routeMistake(literal) : nil
}

/// Replaces the characters of placeholders where only the text around them is checked.
private let placeholder: Unicode.Scalar = "\u{FFFC}"

/// The text with every character of a placeholder, braces included, replaced.
private func withoutPlaceholders(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var isInside = false
    return text.map { scalar in
        isInside = scalar == "{" || isInside && scalar != "}"
        return isInside || scalar == "}" ? placeholder : scalar
    }
}

private func mistake(
    _ scalar: Unicode.Scalar, after before: ArraySlice<Unicode.Scalar>, isRoute: Bool
) -> String? {
    var start: String { before.isEmpty ? "/" : String(String.UnicodeScalarView(before)) }
    return switch scalar {
    case "?":
        "has a query string, which is no part of a page's path: write \(start) (for CloudFront, "
            + "variants: [\"{path}?*\"] takes in all of them)"
    case "#": "has a fragment, which no server is sent: write \(start)"
    case "*":
        "has a *, which is no wildcard here: write a placeholder such as {slug}, or a Next.js route with its type, such as "
            + "{ path: \"/articles/[slug]\", type: page }"
    case "\\": "has a \\, which browsers turn into /: write /"
    case "[" where !isRoute, "]" where !isRoute:
        "has square brackets, as a Next.js route has: write a placeholder such as {slug}, or add type: page"
    default: nil
    }
}

private func segmentMistake(_ segment: String) -> String? {
    if segment.hasPrefix("("), segment.hasSuffix(")") {
        return "has the segment \(segment), a route group, which is in no URL: leave it out, or add type: page"
    }
    return segmentMistakeOfAnyPath(segment)
}

private func segmentMistakeOfAnyPath(_ segment: String) -> String? {
    if segment == "." || segment == ".." { return "has a segment \(segment), which browsers resolve: leave it out" }
    let name = segment.dropFirst()
    guard segment.hasPrefix(":"), name.first?.isLetter == true else { return nil }
    return "has the segment \(segment), which is no placeholder here: write {\(name)}"
}

/// What is wrong with a segment of a route: a folder of the Next.js application.
private func folderMistake(_ segment: String) -> String? {
    if let message = segmentMistakeOfAnyPath(segment) {
        return message.replacing("{", with: "[").replacing("}", with: "]")
    }
    if ["page.", "layout.", "route."].contains(where: { file in
        ["js", "jsx", "ts", "tsx"].contains { segment == file + $0 }
    }) {
        return "ends with the file \(segment): write the path of its folder alone"
    }
    guard segment.contains(where: { "[]".contains($0) }) else { return nil }
    let forms = [("[[...", "]]"), ("[...", "]"), ("[", "]")]
    let isFolder = forms.contains { start, end in
        segment.hasPrefix(start) && segment.hasSuffix(end) && segment.count > start.count + end.count
            && !segment.dropFirst(start.count).dropLast(end.count).contains { "[].".contains($0) }
    }
    return isFolder
        ? nil : "has the segment \(segment), which is no folder of Next.js: write [slug], [...slug] or [[...slug]]"
}

private func routeMistake(_ literal: [Unicode.Scalar]) -> (message: String, offset: Int)? {
    let segments = literal.split(separator: "/", omittingEmptySubsequences: false).map { Array($0) }
    if segments.dropFirst().dropLast().contains(where: \.isEmpty) {
        return ("has an empty segment (//), which no route has: write one /", 0)
    }
    if let index = segments.firstIndex(where: {
        $0.starts(with: "[...".unicodeScalars) || $0.starts(with: "[[".unicodeScalars)
    }),
        segments[(index + 1)...].contains(where: { $0.first.map { !"(@".unicodeScalars.contains($0) } == true })
    {
        return ("goes on after a catch-all segment, which no route does: end it there", 0)
    }
    guard literal.contains(placeholder), !literal.contains("[") else { return nil }
    return (
        "names folders of the Next.js application, because it has a type, and a value of an item is no folder: write [slug] "
            + "for {slug}, or leave type out", 0
    )
}
