import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct PathTemplateTests {
    @Test func `a template is read as its literals and fields, in order`() throws {
        let template = try PathTemplate("/{translations.languages_code}/articles/{translations.slug}.html")
        #expect(
            template.pieces == [
                .literal("/"), .field(["translations", "languages_code"]), .literal("/articles/"),
                .field(["translations", "slug"]), .literal(".html"),
            ])
        #expect(template.fields == [["translations", "languages_code"], ["translations", "slug"]])
        #expect(template.text == "/{translations.languages_code}/articles/{translations.slug}.html")
    }

    @Test func `a template may lack fields, literals or both`() throws {
        #expect(try PathTemplate("/sitemap.xml").pieces == [.literal("/sitemap.xml")])
        #expect(try PathTemplate("{permalink}").pieces == [.field(["permalink"])])
        #expect(try PathTemplate("{a}{b}").pieces == [.field(["a"]), .field(["b"])])
        #expect(try PathTemplate("").pieces == [])
        #expect(PathTemplate.empty.pieces == [])
    }

    @Test(arguments: [
        ("/a/{slug", "the placeholder is not closed: write {field}", 3),
        ("/a/}", "a } without its {", 3),
        ("/a/{b}}", "a } without its {", 6),
        ("/a/{}", "an empty placeholder: write {field}", 3),
        ("/{a}/{b..c}", "{b..c} is no field path", 5),
        ("/{.a}", "{.a} is no field path", 1),
        ("/{a.}", "{a.} is no field path", 1),
        ("/{ a}", "{ a} is no field path", 1),
        ("/{a\tb}", "{a\tb} is no field path", 1),
        ("/x/{?}", "{?} is no field path", 3),
        ("/x/{\"\"}", "{\"\"} is no field path", 3),
        ("/x/{\"a}", "the placeholder is not closed: write {field}", 3),
        ("/{year(date)}", "{year(date)} is no field path", 1),
        ("/{a{b}", "{a{b} is no field path", 1),
        ("/ñandú/{", "the placeholder is not closed: write {field}", 7),
        ("/e\u{301}/{", "the placeholder is not closed: write {field}", 4),
        ("/{\u{301}a", "the placeholder is not closed: write {field}", 1),
    ])
    func `a mistake has the offset where it stands`(text: String, message: String, offset: Int) {
        let mistake = #expect(throws: PathTemplate.Mistake.self) { try PathTemplate(text) }
        #expect(mistake?.message == message)
        #expect(mistake?.offset == offset)
    }

    @Test func `a placeholder with a question mark is optional`() throws {
        let template = try PathTemplate("/{a?}/{b}/{\"c?\"}/{\"d}\"?}/{b?}")
        #expect(
            template.pieces == [
                .literal("/"), .optional(["a"]), .literal("/"), .field(["b"]), .literal("/"), .field(["c?"]),
                .literal("/"), .optional(["d}"]), .literal("/"), .optional(["b"]),
            ])
        #expect(template.fields == [["a"], ["b"], ["c?"], ["d}"], ["b"]])
        #expect(template.optionalFields == [["a"], ["d}"]])
    }

    @Test(arguments: [
        ("a, year(b), json(c, d.e)", ["a", "year(b)", "json(c, d.e)"]), ("\"a, b\",-\"c)\"", ["\"a, b\"", "-\"c)\""]),
    ])
    func `a text is split at commas outside quotes and calls`(text: String, parts: [String]) {
        #expect(splitAtCommas(text) == parts)
    }

    @Test(arguments: [
        ("*", ["*"]), ("a.*", ["a", "*"]), ("\"a.b\".year(c)", ["a.b", "year(c)"]),
        ("json(\"a.b\", c.d)", ["json(\"a.b\", c.d)"]), ("\"*\"", ["*"]),
    ])
    func `a selection may hold stars and calls`(text: String, segments: [String]) {
        #expect(splitFieldSelection(text) == segments)
        #expect(splitFieldSelection(text + ")") == nil && splitFieldSelection(text + ".") == nil)
    }

    @Test func `the field of a function may be quoted`() {
        #expect(FieldFunction("year(\"a, b\")")?.field == "a, b")
        #expect(FieldFunction("json(\"x.y\", a.b)")?.path == ["a", "b"])
        #expect(FieldFunction("price (EUR)") == nil)
    }

    @Test(arguments: [
        ("title", ["title"]), ("author.name", ["author", "name"]),
        ("blocks.item:block_hero.title", ["blocks", "item:block_hero", "title"]), ("größe", ["größe"]),
        ("a-b.$c", ["a-b", "$c"]), ("a b.c\u{A0}d", ["a b", "c\u{A0}d"]), ("\"x.y\".z", ["x.y", "z"]),
        ("\"a, b\".\"{c}\"", ["a, b", "{c}"]), ("\"say \"\"x\"\"\"", ["say \"x\""]), ("\" a \"", [" a "]),
        ("a\"b.c\"", ["a\"b", "c\""]), ("item:\"my.block\".title", ["item:my.block", "title"]), ("\"a\nb\"", ["a\nb"]),
        ("\"year(a)\"", ["year(a)"]),
    ])
    func `a field path is split at its dots`(text: String, segments: [String]) {
        #expect(splitFieldPath(text) == segments)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", " a", "a ", "a. b", "a\tb", "a\nb", "a\r\nb", "a\u{0}b", "a,b", "a/b", "a*",
        "\"\"", "\"a", "\"a\"b", "\"a\"\"", "\"a\".",
        "year(a)",
        "{a}",
    ])
    func `other texts are no field paths`(text: String) {
        #expect(splitFieldPath(text) == nil)
        #expect(fieldPathMistake(text) == "is no field path")
    }

    @Test func `a field path has 32 segments at most`() {
        let path = Array(repeating: "parent", count: 32)
        #expect(splitFieldPath(path.joined(separator: ".")) == path)
        let longer = (path + ["id"]).joined(separator: ".")
        #expect(splitFieldPath(longer) == nil)
        #expect(fieldPathMistake(longer) == "has more than 32 segments")
    }
}
