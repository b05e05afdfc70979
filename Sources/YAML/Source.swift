/// The text of a document, checked to be UTF-8.
struct Source {
    /// The text without its byte order mark.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(YAMLError) {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
        do {
            _ = try UTF8Span(validating: self.bytes.span)
        } catch {
            let place = position(ofByte: error.byteOffsets.lowerBound)
            throw YAMLError(position: place, message: "not UTF-8: save the file as UTF-8")
        }
    }

    /// The place of the byte at `offset`; everything before it must be UTF-8.
    func position(ofByte offset: Int) -> Position {
        let lines = yamlLines(of: bytes.prefix(offset))
        return Position(line: lines.count, column: lines[lines.count - 1].count + 1)
    }

    /// The same place, or the end of the text for a place past it.
    ///
    /// If the text ends without a line break, libyaml reports a place on a line that does not exist.
    func clamped(_ position: Position) -> Position {
        let end = self.position(ofByte: bytes.count)
        return position.line > end.line ? end : position
    }

    /// The line with this number; empty where there is none.
    func line(_ number: Int) -> [Unicode.Scalar] {
        let lines = yamlLines(of: bytes[...])
        return lines.indices.contains(number - 1) ? lines[number - 1] : []
    }
}
