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
        "\0", "\\0", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}",
        "é", "😀", "{slug}/x", "/a/{slug}", "x:{y}",
    ]

    @Test(.timeLimit(.minutes(10)))
    func `a damaged document is parsed, or refused at a place inside it`() throws {
        let fuzz = Fuzz("documents", percent: 10, short: 4_000)
        try fuzz.run { number, random in
            let document = Array(Self.documents[number % Self.documents.count].utf8)
            return read(damaged(document, pieces: Self.pieces, with: &random), "seed \(fuzz.seed), case \(number)")
        }
        #expect(fuzz.outcomes.count == 2, "the damage is too little or too much to test anything")
        #expect(fuzz.slowest < .seconds(60))
    }

    private func read(_ bytes: [UInt8], _ name: String) -> String {
        do throws(YAMLError) {
            #expect(outline(try parseYAML(bytes)).isEmpty == false)
            return "read"
        } catch {
            // A message may quote control characters, which are escaped where it is shown, but no line break.
            let shown = error.message.map { $0.isNewline ? "\n" : $0.isWhitespace ? " " : $0 }
            let message = "f:\(error.position.line):\(error.position.column): " + String(shown)
            if let complaint = refusalComplaint(
                message.replacing(/[\u{0}-\u{9}\u{B}-\u{1F}\u{7F}]/, with: ""), file: "f", bytes)
            {
                let text = String(decoding: bytes, as: UTF8.self).debugDescription
                Issue.record("\(name): \(complaint): \(message) in \(text)")
            }
            return "refused"
        }
    }
}
