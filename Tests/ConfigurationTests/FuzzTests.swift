import Configuration
import Freshen
import Glibc
import TestSupport
import Testing

/// `FRESHEN_FUZZ_CASES` and `FRESHEN_FUZZ_SEED` make it longer and different.
@Suite struct FuzzTests {
    private static let documents = [
        ExampleTests.example,
        """
        # é
        collections: { a: { visible: { _or: [{ a: { _between: [$NOW(-1 day), $NOW] } }, { b: { _in: "1,2" } }] }, routes: ["/{b}/ä"] } }
        web: [{ pods: { urls: ["http://a:1"] }, token: { env: REVALIDATE_TOKEN } }]

        """,
        "collections:\r\n  a:\r\n    routes:\r\n    - >-\r\n      /a/{b\r\n    - '/it''s/{b}'\r\n    - \"/\\u00e9/{b}\"\r\nflood: 5\r\n",
    ]
    private static let pieces = [
        "{", "}", "{}", "{a", "[", "]", ":", ": ", ",", "- ", "\n", "\r", "\t", "  ", "'", "\"", "\\", "#", "&a ", "*a",
        "!!str ", "<<", "|\n", ">\n", "%", "`", "---\n", "\0", "\u{2028}", "\u{FEFF}", "é", "e\u{301}", "😀", "\\n",
        "\\u0000",
        "$NOW(", "$CURRENT_USER", "_and: ", "_some: ", "0s", "1h", "null", "true", "-1", "token: ", "env: ", "urls: ",
    ].map { Array($0.utf8) }

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a damaged file is read, or refused on one line at a place inside it`() {
        let seed = Self.setting("FRESHEN_FUZZ_SEED") ?? 20_261_121
        var random = SplitMix64(seed: seed)
        var refused = 0
        let cases = Int(Self.setting("FRESHEN_FUZZ_CASES") ?? 2_000)
        for number in 0..<cases {
            let document = Array(Self.documents[number % Self.documents.count].utf8)
            let bytes = Self.damage(document, with: &random)
            do throws(Failure) {
                _ = try readSite(bytes, file: "freshen.yaml", secrets: secrets)
            } catch {
                refused += 1
                if let complaint = Self.complaint(about: error, bytes) {
                    Issue.record("seed \(seed), case \(number): \(complaint): \(error.message) in \(bytes)")
                }
            }
        }
        #expect((cases / 10..<cases).contains(refused), "the damage is too little or too much to test anything")
    }

    private static func complaint(about failure: Failure, _ bytes: [UInt8]) -> String? {
        guard failure.exit == .configuration else { return "another exit" }
        guard !Decoy.isShown(in: failure.message) else { return "the token is shown" }
        let isLineEnd = { (scalar: Unicode.Scalar) in "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) }
        guard !failure.message.unicodeScalars.contains(where: isLineEnd) else { return "more than one line" }
        let parts = failure.message.split(separator: ":", maxSplits: 3)
        guard parts.count == 4, parts[0] == "freshen.yaml", let line = Int(parts[1]), let column = Int(parts[2]) else {
            return "no place"
        }
        guard parts[3].count > 3 else { return "no message" }
        let lengths = lineLengths(bytes)
        let isInside = (1...lengths.count).contains(line) && (1...lengths[line - 1] + 1).contains(column)
        return isInside ? nil : "a place outside of the text"
    }

    // MARK: Damage

    private static func damage(_ document: [UInt8], with random: inout SplitMix64) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            switch Int.random(in: 0...9, using: &random) {
            case 0: bytes = lines(of: bytes, changedWith: &random)
            case 1: bytes = tokens(of: bytes, swappedWith: &random)
            case 2: bytes.removeSubrange(Int.random(in: 0...bytes.count, using: &random)...)
            case 3: flip(&bytes, with: &random)
            case 4: bytes = Array(lines(of: bytes, changedWith: &random))
            default:
                let place = Int.random(in: 0...bytes.count, using: &random)
                bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            }
        }
        return bytes
    }

    private static func flip(_ bytes: inout [UInt8], with random: inout SplitMix64) {
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        bytes[place] = UInt8.random(in: 0...255, using: &random)
    }

    /// Drops, doubles, indents or swaps lines.
    private static func lines(of bytes: [UInt8], changedWith random: inout SplitMix64) -> [UInt8] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
        guard let one = lines.indices.randomElement(using: &random),
            let other = lines.indices.randomElement(using: &random)
        else { return bytes }
        switch Int.random(in: 0...4, using: &random) {
        case 0: lines.remove(at: one)
        case 1: lines.insert(lines[one], at: other)
        case 2: lines[one] = Array("  ".utf8) + lines[one]
        case 3: lines[one] = Array(lines[one].drop { $0 == 32 })
        default: lines.swapAt(one, other)
        }
        return Array(lines.joined(separator: [10]))
    }

    private static func tokens(of bytes: [UInt8], swappedWith random: inout SplitMix64) -> [UInt8] {
        var words = bytes.split(separator: 32, omittingEmptySubsequences: false).map { Array($0) }
        guard let one = words.indices.randomElement(using: &random),
            let other = words.indices.randomElement(using: &random)
        else { return bytes }
        words.swapAt(one, other)
        return Array(words.joined(separator: [32]))
    }
}
