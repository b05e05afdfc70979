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
        ("/{a b}", "{a b} is no field path", 1),
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

    @Test(arguments: [
        ("title", ["title"]), ("author.name", ["author", "name"]),
        ("blocks.item:block_hero.title", ["blocks", "item:block_hero", "title"]), ("größe", ["größe"]),
        ("a-b.$c", ["a-b", "$c"]),
    ])
    func `a field path is split at its dots`(text: String, segments: [String]) {
        #expect(splitFieldPath(text) == segments)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "a b", "a\tb", "a\nb", "a\r\nb", "a\u{0}b", "a\u{A0}b", "a,b", "a/b", "a*",
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
