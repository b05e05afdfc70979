import Testing
import YAML

@Suite(.timeLimit(.minutes(10))) struct NodeTests {
    @Test func `every node and key knows its line and column`() throws {
        let text = """
            # a comment
            web:
              - name: storefront
                paths: [ "/a", {slug} ]
            margin: 1s
            """
        let expected = """
            2:1 {
            2:1 key web
            3:3 [
            3:5 {
            3:5 key name
            3:11 plain storefront
            4:5 key paths
            4:12 [
            4:14 quoted /a
            4:20 {
            4:21 key slug
            4:25 plain \("")
            5:1 key margin
            5:9 plain 1s
            """
        #expect(outline(try parse(text)).joined(separator: "\n") == expected)
    }

    @Test func `columns count characters, not bytes`() throws {
        let nodes = outline(try parse("{ é: ü, 😀: z }"))
        #expect(nodes == ["1:1 {", "1:3 key é", "1:6 plain ü", "1:9 key 😀", "1:12 plain z"])
    }

    @Test(arguments: ["\u{FEFF}a: 1\nb: 2", "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\r\nb: 2", "---\na: 1\nb: 2\n...\n"])
    func `a byte order mark, CRLF and document markers are accepted`(text: String) throws {
        let line = text.hasPrefix("---") ? 2 : 1
        let expected = ["{", "key a", "plain 1", "key b", "plain 2"]
        let places = ["\(line):1", "\(line):1", "\(line):4", "\(line + 1):1", "\(line + 1):4"]
        #expect(outline(try parse(text)) == zip(places, expected).map { "\($0) \($1)" })
    }

    @Test(arguments: [
        ("plain text", "plain text", true), ("'null'", "null", false), ("\"a\\n\\t\"", "a\n\t", false),
        ("|\n  x\n  y\n", "x\ny\n", false), ("/articles/{slug}", "/articles/{slug}", true), ("''", "", false),
    ])
    func `a scalar keeps its text and whether it was plain`(text: String, value: String, plain: Bool) throws {
        guard case .scalar(let found, let foundPlain) = try parse(text).value else {
            Issue.record("not a scalar")
            return
        }
        #expect(found == value)
        #expect(foundPlain == plain)
    }

    @Test func `a missing value has the place behind its indicator`() throws {
        #expect(outline(try parse("a:\nb: 1")) == ["1:1 {", "1:1 key a", "1:3 plain ", "2:1 key b", "2:4 plain 1"])
    }

    @Test func `a quoted merge key is a key like any other`() throws {
        #expect(outline(try parse("'<<': 1")) == ["1:1 {", "1:1 key <<", "1:7 plain 1"])
    }

    @Test func `64 levels are accepted`() throws {
        let depth = 64
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(outline(try parse(text)).count == depth)
    }

    @Test func `a large document is read whole`() throws {
        let text = (1...20_000).map { "key\($0): [a, \"b\"]\n" }.joined()
        #expect(outline(try parse(text)).last == "20000:15 quoted b")
    }
}
