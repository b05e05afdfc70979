internal import Freshen
internal import YAML

/// The text of freshen.yaml, asked where something stands in it.
struct SourceText {
    let file: String
    let bytes: [UInt8]

    func place(_ position: Position) -> Place {
        Place(file: file, line: position.line, column: position.column)
    }

    /// The place of a scalar within the text of a node, or the node's own.
    ///
    /// Quotes, escapes and folded lines make a value differ from what stands in the file: only where the two agree up
    /// to the scalar can its column be counted.
    func place(ofScalar offset: Int, of text: String, in node: Node) -> Place {
        let line = lines[min(node.position.line, lines.count) - 1].dropFirst(node.position.column - 1)
        let quote = line.first.map { "\"'".unicodeScalars.contains($0) } == true ? 1 : 0
        let isAsWritten = line.dropFirst(quote).starts(with: text.unicodeScalars.prefix(offset + 1))
        let column = node.position.column + (isAsWritten ? quote + offset : 0)
        return Place(file: file, line: node.position.line, column: column)
    }

    /// Lines end where YAML ends them, and its byte order mark is none of the text.
    private var lines: [[Unicode.Scalar]] {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return yamlLines(of: bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0))
    }
}
