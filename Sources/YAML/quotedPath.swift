/// The unquoted word in which libyaml stopped, quoted and with its key: `path: "/articles/{slug}"`.
///
/// Nil where no bracket touches other text. YAML reads the bracket as the start of a mapping or list, and libyaml stops
/// inside the word: at the bracket (`/articles/{slug}`), at the colon before it (`article:{id}`) or at the text behind
/// it (`{slug}/x`). So some of the word always lies left of where it stopped.
func quotedPath(in line: [Unicode.Scalar], column: Int) -> String? {
    let stop = min(column - 1, line.count)
    // At `: ` libyaml stopped after a key, and brackets are not the cause.
    guard !line[stop...].starts(with: ": ".unicodeScalars) else { return nil }
    let start = wordLength(in: line[..<stop].reversed(), opening: "]}", closing: "[{").map { stop - $0 }
    let end = wordLength(in: Array(line[stop...]), opening: "[{", closing: "]}").map { stop + $0 }
    guard let start, let end, start < stop, stop < end else { return nil }
    let word = text(line[start..<end])
    guard word.contains(where: { "[{".contains($0) }), !word.contains(where: { "\"'".contains($0) }) else { return nil }
    let quoted = "\(key(before: line[..<start]))\"\(word)\""
    // A message must not repeat control characters.
    return quoted.unicodeScalars.contains { $0.properties.generalCategory == .control } ? nil : quoted
}

/// How many scalars belong to the word; nil if it has a bracket without its counterpart.
private func wordLength(in scalars: [Unicode.Scalar], opening: String, closing: String) -> Int? {
    var depth = 0
    for (index, scalar) in scalars.enumerated() {
        if opening.unicodeScalars.contains(scalar) { depth += 1 }
        if closing.unicodeScalars.contains(scalar) { depth -= 1 }
        if depth < 0 || " \t,".unicodeScalars.contains(scalar) { return depth <= 0 ? index : nil }
    }
    return depth == 0 ? scalars.count : nil
}

private func key(before line: ArraySlice<Unicode.Scalar>) -> String {
    let line = line.reversed().drop { $0 == " " }
    guard line.first == ":" else { return "" }
    let key = line.dropFirst().prefix { !" \t,{[".unicodeScalars.contains($0) }
    return "\(text(key.reversed())): "
}

private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}
