/// Text in blocks, wrapped at 80 columns.
struct HelpPage {
    private static let width = 80
    /// The text of a wider label begins on the next line instead of beside it.
    private static let widestLabel = 26
    private var blocks: [String] = []

    /// The whole page, without a final newline.
    var text: String { blocks.joined(separator: "\n\n") }

    /// Adds a usage line; a part such as `[--config FILE]` is never broken across lines.
    mutating func usage(_ start: String, _ parts: [String]) {
        let lead = "Usage: \(start) "
        append(Self.hang(lead, Self.wrap(parts, width: Self.width - lead.count), indent: lead.count))
    }

    /// Adds paragraphs that are separated by an empty line.
    mutating func prose(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for paragraph in lines.split(whereSeparator: \.isEmpty) {
            append(Self.wrap(paragraph.flatMap { Self.words($0) }, width: Self.width))
        }
    }

    /// Adds labels with their texts in two aligned columns; nothing where there are no rows.
    mutating func table(_ title: String, _ rows: [(label: String, text: String)]) {
        guard !rows.isEmpty else { return }
        let column = rows.map(\.label.count).filter { $0 <= Self.widestLabel }.max() ?? Self.widestLabel
        append(["\(title):"] + rows.flatMap { Self.row($0.label, $0.text, indent: column + 4) })
    }

    /// Adds command lines, each with its explanation below it.
    mutating func examples(_ examples: [Example]) {
        guard !examples.isEmpty else { return }
        let lines = examples.flatMap { command, meaning in
            ["  \(command)"] + Self.wrap(Self.words(meaning), width: Self.width - 6).map { "      \($0)" }
        }
        append(["Examples:"] + lines)
    }

    private mutating func append(_ lines: [String]) {
        blocks.append(lines.joined(separator: "\n"))
    }

    private static func row(_ label: String, _ text: String, indent: Int) -> [String] {
        let lines = wrap(words(text), width: width - indent)
        let lead = "  \(label)"
        guard lead.count + 2 <= indent else { return [lead] + lines.map { spaces(indent) + $0 } }
        return hang(lead + spaces(indent - lead.count), lines, indent: indent)
    }

    /// Puts `lead` before the first line and blanks before the others.
    private static func hang(_ lead: String, _ lines: [String], indent: Int) -> [String] {
        guard let first = lines.first else { return [lead] }
        return [lead + first] + lines.dropFirst().map { spaces(indent) + $0 }
    }

    /// A word that is wider than the line gets a line of its own.
    private static func wrap(_ words: [String], width: Int) -> [String] {
        words.reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
    }

    private static func words(_ text: some StringProtocol) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map { String($0) }
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }
}
