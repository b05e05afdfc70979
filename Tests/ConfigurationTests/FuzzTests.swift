import Configuration
import Freshen
import TestSupport
import Testing
import YAML

@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    private static let documents = [
        ExampleTests.example,
        """
        # é
        collections: { a: { visible: { _or: [{ a: { _between: [$NOW(-1 day), $NOW] } }, { b: { _in: "1,2" } }] }, routes: ["/{b}/ä"] } }
        web: [{ pods: { urls: ["http://a:1"] }, token: { env: REVALIDATE_TOKEN } }, { name: b, pods: { selector: a=b, port: http, min: 0 }, token: { env: REVALIDATE_TOKEN } }]

        """,
        "collections:\r\n  a:\r\n    routes:\r\n    - >-\r\n      /a/{b}\r\n    - '/it''s/{b}'\r\n    - \"/\\u00e9/{b}\"\r\nflood: 5\r\n",
    ]
    private static let pieces = [
        "{", "}", "{}", "{a", "[", "]", ":", ": ", ",", "- ", "\n", "\r", "\t", "  ", "'", "\"", "\\", "#", "&a ", "*a",
        "!!str ", "<<", "|\n", ">\n", "%", "`", "---\n", "\0", "\u{2028}", "\u{FEFF}", "é", "e\u{301}", "😀", "\\n",
        "\\u0000", "\\e", "\u{202E}",
        "$NOW(", "$CURRENT_USER", "_and: ", "_some: ", "0s", "1h", "null", "true", "-1", "token: ", "env: ", "urls: ",
    ]

    @Test(.timeLimit(.minutes(10)))
    func `a damaged file is read, or refused on one line at a place inside it`() throws {
        let fuzz = Fuzz("files", percent: 20, short: 2_000)
        try fuzz.run { number, random in
            let document = Array(Self.documents[number % Self.documents.count].utf8)
            return read(damaged(document, pieces: Self.pieces, with: &random), "seed \(fuzz.seed), case \(number)")
        }
        expectBoth(fuzz)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a file with things in wrong places is read, or refused on one line at a place inside it`() throws {
        let fuzz = Fuzz("structures", percent: 20, short: 2_000)
        try fuzz.run { number, random in
            let document = Array(Self.documents[number % Self.documents.count].utf8)
            let file = Tree(try parseYAML(document)).changed(with: &random)
            return read(Array((file.yaml + "\n").utf8), "seed \(fuzz.seed), case \(number)")
        }
        expectBoth(fuzz)
    }

    private func read(_ bytes: [UInt8], _ name: String) -> String {
        do throws(Failure) {
            _ = try readSite(bytes, file: "freshen.yaml", secrets: secrets)
            return "read"
        } catch {
            let complaint =
                error.exit != .configuration
                ? "another exit"
                : Decoy.isShown(in: error.message)
                    ? "the token is shown" : refusalComplaint(error.message, file: "freshen.yaml", bytes)
            if let complaint {
                Issue.record("\(name): \(complaint): \(error.message) in \(String(decoding: bytes, as: UTF8.self))")
            }
            return "refused"
        }
    }

    private func expectBoth(_ fuzz: Fuzz) {
        let refused = fuzz.outcomes["refused"] ?? 0
        #expect(
            (fuzz.cases / 10..<fuzz.cases).contains(refused), "the damage is too little or too much to test anything")
        #expect(fuzz.slowest < .seconds(60))
    }
}
