import TestSupport
import Testing
import YAML

@Suite struct FuzzTests {
    private static let documents = [
        "web:\n  - name: shop\n    paths: [\"/a/{slug}\", '/b', {c: d}]\nmargin: 1s\n",
        "# é\r\na: |\r\n  text\r\n  more\r\nb: \"\\u00e9 \\x41\"\r\n? c\r\n: - d\r\n  - {e: 😀}\r\n",
        "--- {path: /articles/[slug], fields: [a, b,], x: !!str y, z: &n 1, w: *n}\n...\n",
        "%YAML 1.1\n---\n- - - >-\n      folded\n\n      text\n    - ~\n- {<<: {a: b}}\n",
    ]
    private static let pieces = [
        "{", "}", "[", "]", ":", ": ", ",", "- ", "? ", "\n", "\r", "\t", "  ", "'", "\"", "\\", "#", " #", "&a", "*a",
        "!", "!!str ", "<<", "|", ">", "%", "@", "`", "---\n", "...\n",
        "\0", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}",
        "é", "😀", "{slug}/x", "/a/{slug}", "x:{y}",
    ].map { Array($0.utf8) }

    @Test(.timeLimit(.minutes(1)), arguments: documents)
    func `a damaged document is read or refused at a place inside it`(document: String) {
        var random = SplitMix64(seed: 20_260_901)
        var refused = 0
        for _ in 0..<2_000 {
            let bytes = Self.damage(Array(document.utf8), with: &random)
            do throws(YAMLError) {
                #expect(outline(try parseYAML(bytes)).isEmpty == false)
            } catch {
                refused += 1
                expectInside(error, bytes)
            }
        }
        #expect((1..<2_000).contains(refused), "the damage is too little or too much to test anything")
    }

    private func expectInside(_ error: YAMLError, _ bytes: [UInt8]) {
        let lines = lineLengths(bytes)
        let (line, column) = (error.position.line, error.position.column)
        let isInside = (1...lines.count).contains(line) && (1...lines[line - 1] + 1).contains(column)
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        #expect(isInside, "\(line):\(column) \(error.message) in \(text)")
        #expect(!error.message.isEmpty)
        #expect(!error.message.contains { $0.isNewline }, "\(error.message.debugDescription)")
    }

    private static func damage(_ document: [UInt8], with random: inout SplitMix64) -> [UInt8] {
        var bytes = document
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0...9, using: &random) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 3: bytes.insert(contentsOf: bytes[..<place].suffix(40), at: place)
            default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            }
        }
        return bytes
    }
}
