internal import Freshen
internal import YAML

/// The text of a file, from which the places in messages are found.
struct SourceText {
    let file: String
    let bytes: [UInt8]

    func place(_ position: Position) -> Place {
        Place(file: file, line: position.line, column: position.column, aliasLine: position.aliasLine)
    }

    /// The place of a character (Unicode scalar) within the value of a node, or the node's own place.
    ///
    /// Quotes, escapes and folded lines make a value differ from its text in the file. The column is counted only if
    /// the two agree up to that character.
    func place(ofScalar offset: Int, of text: String, in node: Node) -> Place {
        let line = lines[min(node.position.line, lines.count) - 1].dropFirst(node.position.column - 1)
        let quote = line.first.map { "\"'".unicodeScalars.contains($0) } == true ? 1 : 0
        let isAsWritten = line.dropFirst(quote).starts(with: text.unicodeScalars.prefix(offset + 1))
        let column = node.position.column + (isAsWritten ? quote + offset : 0)
        return Place(file: file, line: node.position.line, column: column, aliasLine: node.position.aliasLine)
    }

    /// The lines as YAML ends them, without a byte order mark.
    private var lines: [[Unicode.Scalar]] {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return yamlLines(of: bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0))
    }
}
