import AWS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct XMLElementTests {
    static let document = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><!-- no -->
        <Items><Path>/a?x=1&amp;y=2</Path><Path>/b&#228;<![CDATA[<c>]]></Path></Items></Invalidation>
        """

    @Test func `a document becomes a tree of names and text`() throws {
        let root = try XMLElement(xml: Array(Self.document.utf8))
        #expect(root.name == "Invalidation")
        #expect(root["Id"]?.text == "I1")
        #expect(root["Items"]?.all("Path").map(\.text) == ["/a?x=1&y=2", "/bä<c>"])
        #expect(root["Other"] == nil)
    }

    @Test(arguments: [
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "document type"),
        ("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "document type"),
        ("<a>&x;</a>", "undefined entity"),
        ("<a><b></a></b>", "mismatched tag"),
        ("<a/><b/>", "junk after"),
        ("<a>", "no element found"),
        ("", "no element found"),
        ("{\"a\": 1}", "not well-formed"),
    ])
    func `a document with a type declaration or a syntax error is refused`(text: String, reason: String) throws {
        let error = try #require(throws: XMLError.self) { try XMLElement(xml: Array(text.utf8)) }
        #expect(error.message.contains(reason))
        #expect(error.line == 1)
    }

    @Test func `the depth is limited`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "<a>", count: depth) + "x" + String(repeating: "</a>", count: depth)).utf8)
        }
        #expect(try XMLElement(xml: nested(5), maximumDepth: 5).name == "a")
        #expect(throws: XMLError.self) { try XMLElement(xml: nested(6), maximumDepth: 5) }
        #expect(throws: XMLError.self) { try XMLElement(xml: nested(100_000)) }
    }

    @Test func `the size is limited`() throws {
        let bytes = Array("<a>0123456789</a>".utf8)
        #expect(try XMLElement(xml: bytes, maximumBytes: bytes.count).text == "0123456789")
        #expect(throws: XMLError.self) { try XMLElement(xml: bytes, maximumBytes: bytes.count - 1) }
    }

    @Test func `a document cut short anywhere is refused`() {
        let bytes = Array(Self.document.utf8)
        for count in 0..<bytes.count {
            #expect(throws: XMLError.self) { try XMLElement(xml: Array(bytes[..<count])) }
        }
    }

    @Test func `a mutated document yields a tree or an error`() {
        var random = SplitMix64(seed: 7)
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = Array(Self.document.utf8)
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do { _ = try XMLElement(xml: bytes) } catch { refused += 1 }
        }
        #expect((1..<20_000).contains(refused))
    }
}

/// Documents that are read without a tree.
@Suite(.timeLimit(.minutes(10))) struct XMLReadingTests {
    private func ends(_ text: String, maximumDepth: Int = 32) throws -> [String] {
        var ends: [String] = []
        try readXML(Array(text.utf8), maximumDepth: maximumDepth) { depth, name, text in
            ends.append("\(depth) \(name) \(String(decoding: text, as: UTF8.self))")
        }
        return ends
    }

    @Test func `each element is passed on at its end, with its depth and its text`() throws {
        #expect(
            try ends("<a>x<b>1&amp;<![CDATA[<2>]]></b> <c/><b><d>3</d>y</b></a>") == [
                "2 b 1&<2>", "2 c ", "3 d 3", "2 b y", "1 a ",
            ])
    }

    @Test(arguments: ["<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><b></a></b>", "<a>", "", "<a><a><a/></a></a>"])
    func `what a tree refuses is refused`(text: String) {
        #expect(throws: XMLError.self) { try ends(text, maximumDepth: 2) }
    }
}
