import Testing
import YAML

@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let place: String
        let message: String

        init(_ text: String, _ place: String, _ message: String) {
            self.text = text
            self.place = place
            self.message = message
        }

        var testDescription: String { text.debugDescription }
    }

    @Test(arguments: [
        Case("", "1:1", "the file is empty: write a document into it"),
        Case("# only\n# comments\n", "1:1", "the file is empty: write a document into it"),
        Case("# x\n---\n", "2:1", "the document is empty: write a document into it"),
        Case("a: 1\n---\nb: 2\n", "2:1", "a second document begins here: keep one document in the file"),
        Case("a: 1\nb: 2\n'a': 3\n", "3:1", "key \"a\" is on line 1 already: keep one of the two"),
        Case("- { x: 1, y: 2, x: 3 }", "1:17", "key \"x\" is on line 1 already: keep one of the two"),
        Case(
            "a: *one", "1:4",
            "no anchor &one stands before this alias: write one, or quote the value if it is text"),
        Case(
            "a: *one\nb: &one 1", "1:4",
            "no anchor &one stands before this alias: write one, or quote the value if it is text"),
        Case(
            "*one : a", "1:1",
            "no anchor &one stands before this alias: write one, or quote the value if it is text"),
        Case("a: &m\n  b: [*m]", "2:7", "*m stands within the value that it repeats: write the value out here"),
        Case(
            "&m a: { *m : { *n : 1 } }", "1:16",
            "no anchor &n stands before this alias: write one, or quote the value if it is text"),
        Case("- &m [a]\n- { *m : 1 }", "2:5", "a key must be text: quote it if it begins with a bracket"),
        Case("a: &m 1\nb: 2\n*m : 3\n*m : 4", "4:1", "key \"1\" is on line 3 already: keep one of the two"),
        Case(
            "a: *", "1:5",
            "did not find expected alphabetic or numeric character while scanning an alias: quote a value that begins with * or &"
        ),
        Case(
            "a: !x 1", "1:4", "tags (\"!x\") are not supported: remove it, and quote the value if it is text"),
        Case(
            "a: !!str 1", "1:4",
            "tags (\"tag:yaml.org,2002:str\") are not supported: remove it, and quote the value if it is text"),
        Case(
            "!!map\na: 1", "1:1",
            "tags (\"tag:yaml.org,2002:map\") are not supported: remove it, and quote the value if it is text"),
        Case(
            "! a: 1", "1:1", "tags (\"!\") are not supported: remove it, and quote the value if it is text"),
        Case("a:\n  <<: 5", "2:7", "<< takes a mapping or a list of mappings, such as <<: *name"),
        Case("- &m [a]\n- <<: *m", "1:7", "<< takes a mapping or a list of mappings, such as <<: *name"),
        Case("{ <<: {}, <<: {} }", "1:11", "key \"<<\" is on line 1 already: keep one of the two"),
        Case("? [a]\n: 1", "1:3", "a key must be text: quote it if it begins with a bracket"),
        Case("{slug}: 1", "1:1", "a key must be text: quote it if it begins with a bracket"),
        Case(
            "a: 1\nmargin", "2:7",
            "could not find expected ':' while scanning a simple key: "
                + "check the indentation and the colon after the key"),
        Case("a: \"b\\0c\"", "1:4", "this text holds a NUL character: remove it"),
        Case("\"a\\u0000\": b", "1:1", "this text holds a NUL character: remove it"),
        Case(
            "{path:\u{B}/a/[b], c: d}", "1:7", "control characters are not allowed: remove the character"),
        Case("a: \u{1}", "1:4", "control characters are not allowed: remove the character"),
        Case("é\n😀\u{7F}", "2:2", "control characters are not allowed: remove the character"),
        Case(
            "a: [1, 2\nb: 3", "2:2",
            "did not find expected ',' or ']' while parsing a flow sequence that begins on line 1: "
                + "close the bracket, or quote the value that holds a comma or a bracket"),
        Case(
            "a: b: c", "1:5",
            "mapping values are not allowed in this context: "
                + "check the indentation, or quote the value that holds a colon"),
        Case(
            "a:\n\t- b", "2:1",
            "found character that cannot start any token while scanning for the next token: "
                + "indent with spaces, and quote a value that begins with a tab, @, ` or %"),
        Case(
            "a: \"b\nc", "2:2",
            "found unexpected end of stream while scanning a quoted scalar that begins on line 1: close the quote"),
        Case(
            "a: 1\n  b: 2", "2:4",
            "mapping values are not allowed in this context: "
                + "check the indentation, or quote the value that holds a colon"),
    ])
    func `a refusal names its place and what to do`(refused: Case) {
        let error = #expect(throws: YAMLError.self) { try parse(refused.text) }
        #expect(error.map { "\($0.position.line):\($0.position.column)" } == refused.place)
        #expect(error?.message == refused.message)
    }

    @Test(arguments: [
        ("- { path: /articles/{slug}, fields: [a] }", "1:21", "path: \"/articles/{slug}\""),
        ("- x\n- { type: page, path: /articles/[slug] }", "2:33", "path: \"/articles/[slug]\""),
        ("- { path: \"/ok/{a}\", next: /docs/[[...slug]] }", "1:34", "next: \"/docs/[[...slug]]\""),
        ("- {\n    path: /news/{slug}/{lang}\n  }", "2:17", "path: \"/news/{slug}/{lang}\""),
        ("- {path: /a/{slug}}", "1:13", "path: \"/a/{slug}\""),
        ("a: [ /é/{slug}, b ]", "1:9", "\"/é/{slug}\""),
        ("- { path: {slug}/x }", "1:17", "path: \"{slug}/x\""),
        ("- {author.slug}/x", "1:16", "\"{author.slug}/x\""),
        ("- path: {slug}/x", "1:15", "path: \"{slug}/x\""),
        ("tags: [article:{id}]", "1:15", "\"article:{id}\""),
    ])
    func `the advice for a path with unquoted brackets is to quote it`(text: String, place: String, example: String) {
        let error = #expect(throws: YAMLError.self) { try parse(text) }
        #expect(error.map { "\($0.position.line):\($0.position.column)" } == place)
        #expect(
            error?.message == "outside quotes a bracket begins a new value here: quote the path, e.g. \(example)")
    }

    @Test(arguments: [
        "- { path: \"/articles/{slug}\" fields: [a] }", "a: [ b {c} ]", "a: '{b}'c", "\tpath: /a/{slug}",
        "a: { b: 1 }}", "path: /a/{slug}: x", "a: [b", "a: { b: {c }",
    ])
    func `other mistakes are not taken for an unquoted path`(text: String) {
        let error = #expect(throws: YAMLError.self) { try parse(text) }
        #expect(error?.message.contains("quote the path") == false)
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4"), ([0xFF, 0xFE, 0x61, 0x00], "1:1"),
            ([0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xC3], "2:1"),
            ([0xC3, 0xA9, 0x0D, 0x0A, 0xC3, 0xA9, 0xED, 0xA0, 0x80], "2:2"),
        ] as [([UInt8], String)])
    func `bytes that are not UTF-8 are refused at their place`(bytes: [UInt8], place: String) {
        let error = #expect(throws: YAMLError.self) { try parseYAML(bytes) }
        #expect(error.map { "\($0.position.line):\($0.position.column)" } == place)
        #expect(error?.message == "not UTF-8: save the file as UTF-8")
    }

    @Test(arguments: [("[", "]"), ("- ", ""), ("{a: ", "}"), ("[", "")])
    func `65 levels are refused at the bracket that opens the last`(opening: String, closing: String) {
        let levels = 65
        let text = String(repeating: opening, count: levels) + "x" + String(repeating: closing, count: levels)
        let error = #expect(throws: YAMLError.self) { try parse(text) }
        #expect(error?.message == "nested deeper than 64: flatten the document")
        #expect(error?.position.column == opening.count * (levels - 1) + 1)
    }

    @Test func `a hundred thousand open brackets are refused at once`() {
        #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 100_000)) }
    }
}
