import Testing
import Text

/// Swift and the schema have the same set of characters of a URL's path.
@Suite(.timeLimit(.minutes(10))) struct URLPathTests {
    /// Their UTF-8 holds every byte that can occur there but zero, which PostgreSQL does not store.
    private static let scalars = [1...0x7FF, 0x800...0xFFFF, 0x10000...0x10FFFF].enumerated().flatMap { index, range in
        stride(from: range.lowerBound, through: range.upperBound, by: [1, 0x800, 0x10000][index])
            .compactMap { Unicode.Scalar(UInt32($0)) }
    }

    @Test func `Swift and the schema agree on every byte`() throws {
        let bytes = Set(Self.scalars.flatMap { Array(String($0).utf8) })
        #expect(bytes.count == 255 - 13, "0xC0, 0xC1 and 0xF5 to 0xFF are no part of UTF-8")
        #expect((0...255 as ClosedRange<UInt8>).allSatisfy { bytes.contains($0) || !URLPath.allows($0) })
        let stage = try Stage(unseen: true)
        let answer = try stage.value(
            """
            SELECT string_agg(concat_ws(' ', code, freshen.percent_encode(chr(code)), freshen.url_value(chr(code)),
                chr(code) COLLATE "C" ~ '\(URLPath.plainSegment.replacing("'", with: "''"))'), E'\\n' ORDER BY code)
            FROM unnest('{\(Self.scalars.map { String($0.value) }.joined(separator: ","))}'::int[]) AS code
            """)
        let lines = try #require(answer).split(separator: "\n")
        #expect(lines.count == Self.scalars.count)
        for (scalar, line) in zip(Self.scalars, lines) { #expect(line == Self.expected(scalar)) }
    }

    private static func expected(_ scalar: Unicode.Scalar) -> String {
        let bytes = Array(String(scalar).utf8)
        let encoded = bytes.map { URLPath.allows($0) ? String(scalar) : percentEncoded($0) }.joined()
        let isPlain = bytes.allSatisfy(URLPath.allows) && scalar != "/" && scalar != "."
        return "\(scalar.value) \(encoded) \(encoded) \(isPlain ? "t" : "f")"
    }
}
