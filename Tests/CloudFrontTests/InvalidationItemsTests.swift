import Freshen
import Testing

@testable import CloudFront

@Suite(.timeLimit(.minutes(10))) struct InvalidationItemsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let stale: [Stale]
        var variants = ["{path}"]
        let items: [String]
        var testDescription: String { "\(stale) \(variants)" }
    }

    @Test(arguments: [
        Row(stale: [], items: []),
        Row(stale: [.path("/b"), .path("/a"), .path("/b")], items: ["/a", "/b"]),
        Row(stale: [.path("a")], items: ["/a"]),
        Row(stale: [.path("")], items: ["/"]),
        Row(stale: [.path("/articles/~x")], items: ["/articles/*"]),
        Row(stale: [.path("/articles/a*b*")], items: ["/articles/a*"]),
        Row(stale: [.path("/articles/a%7eb")], items: ["/articles/a*"]),
        Row(stale: [.path("/articles/a%2Ab")], items: ["/articles/a*"]),
        Row(stale: [.path("/caf%C3%A9%20x")], items: ["/caf%C3%A9%20x"]),
        Row(stale: [.path("/café x")], items: ["/caf%C3%A9%20x"]),
        Row(stale: [.path("/a\"<>#{}|\\^[]`\u{1}")], items: ["/a%22%3C%3E%23%7B%7D%7C%5C%5E%5B%5D%60%01"]),
        Row(stale: [.path("/100%"), .path("/%zz"), .path("/%4")], items: ["/%254", "/%25zz", "/100%25"]),
        Row(stale: [.path("/a-._!$&'()+,;=:@?b")], items: ["/a-._!$&'()+,;=:@?b"]),
        Row(stale: [.path("/a"), .path("/a/b"), .path("/b"), .path("/a~")], items: ["/a*", "/b"]),
        Row(stale: [.everything, .path("/a")], items: ["/*"]),
    ])
    func `a path is encoded as CloudFront takes it`(row: Row) {
        check(row)
    }

    @Test(arguments: [
        Row(stale: [.pattern("/articles/[slug]", .page)], items: ["/articles/*"]),
        Row(stale: [.pattern("/a/b*c/[slug]", .page)], items: ["/a/b*"]),
        Row(stale: [.pattern("/[locale]/articles/[slug]", .page)], items: ["/*"]),
        Row(stale: [.pattern("/about", .page)], items: ["/about"]),
        Row(stale: [.pattern("/", .page)], items: ["/"]),
        Row(stale: [.pattern("/articles", .layout)], items: ["/articles*"]),
        Row(stale: [.pattern("/articles/", .layout)], items: ["/articles*"]),
        Row(stale: [.pattern("/articles/[slug]", .layout)], items: ["/articles/*"]),
        Row(stale: [.pattern("/", .layout)], items: ["/*"]),
        Row(stale: [.pattern("/docs/[[...slug]]", .page)], items: ["/docs", "/docs/*"]),
        Row(stale: [.pattern("/[[...slug]]", .page)], items: ["/*"]),
        Row(stale: [.pattern("/(shop)/deals/[id]", .page)], items: ["/deals/*"]),
        Row(stale: [.pattern("/(shop)/about", .page)], items: ["/about"]),
        Row(stale: [.pattern("/(shop)", .layout)], items: ["/*"]),
        Row(stale: [.pattern("/feed/@modal/[id]", .page)], items: ["/feed/*"]),
        Row(stale: [.pattern("/feed/(..)photo/[id]", .page)], items: ["/*"]),
    ])
    func `a route pattern becomes a wildcard`(row: Row) {
        check(row)
    }

    @Test(arguments: [
        Row(stale: [.path("/a")], variants: ["/shop{path}"], items: ["/shop/a"]),
        Row(stale: [.path("/a~")], variants: ["/shop{path}"], items: ["/shop/a*"]),
        Row(stale: [.path("/a")], variants: ["{path}", "{path}?*"], items: ["/a", "/a?*"]),
        Row(stale: [.path("/a~")], variants: ["{path}", "{path}?*"], items: ["/a*"]),
        Row(stale: [.path("/a~")], variants: ["/shop{path}?*"], items: ["/shop/a*"]),
        Row(stale: [.path("/a")], variants: ["{path}", "/m{path}.rsc"], items: ["/a", "/m/a.rsc"]),
        Row(stale: [.everything], variants: ["/shop{path}"], items: ["/shop", "/shop/*"]),
        Row(stale: [.everything], variants: ["/shop{path}", "{path}?*"], items: ["/*"]),
        Row(stale: [.path("/")], variants: ["/shop{path}"], items: ["/shop", "/shop/"]),
        Row(stale: [.path("/")], variants: ["/shop{path}?*"], items: ["/shop/?*", "/shop?*"]),
        Row(stale: [.path("/a"), .path("/b")], variants: ["/fixed"], items: ["/fixed"]),
        Row(stale: [.path("/a")], variants: [], items: ["/a"]),
        Row(stale: [.path("/a")], variants: ["/~x{path}"], items: ["/*"]),
    ])
    func `each variant is covered`(row: Row) {
        check(row)
    }

    @Test func `the URLs of pages end as the site's do`() {
        let stale: [Stale] = [
            .path("/es"), .path("/"), .path("/f.xml"), .pattern("/about", .page), .pattern("/x/[[...y]]", .page),
        ]
        let items = { (slash: TrailingSlash) in
            invalidationItems(for: stale, variants: ["{path}", "{path}?*"], tags: false, trailingSlash: slash).items
        }
        #expect(
            items(.without) == [
                "/", "/?*", "/about", "/about?*", "/es", "/es?*", "/f.xml", "/f.xml?*", "/x", "/x/*", "/x?*",
            ])
        #expect(items(.with) == ["/", "/?*", "/about/", "/about/?*", "/es/", "/es/?*", "/f.xml", "/f.xml?*", "/x/*"])
        #expect(Set(items(.both)) == Set(items(.without) + items(.with)))
    }

    private func check(_ row: Row) {
        let result = invalidationItems(for: row.stale, variants: row.variants, tags: false)
        #expect(result.items == row.items)
        #expect(result.unusableTags.isEmpty)
    }

    @Test func `a path of 4000 characters is kept and a longer one is cut to a wildcard`() {
        let longest = "/" + String(repeating: "a", count: 3999)
        #expect(encodedItem(longest) == longest)
        #expect(encodedItem(longest + "a") == longest.dropLast() + "*")
    }

    @Test(arguments: 0..<9)
    func `a path that is too long is cut between characters`(shift: Int) {
        let item = encodedItem("/" + String(repeating: "a", count: 3970 + shift) + String(repeating: "é", count: 9))
        #expect(item == "/" + String(repeating: "a", count: 3970 + shift) + "*")
    }

    @Test func `tags are sent only where the distribution reads them`() {
        let stale: [Stale] = [.tag("article:1"), .path("/a"), .tag("b,c")]
        #expect(invalidationItems(for: stale, variants: ["{path}"], tags: false).items == ["/a"])
        #expect(invalidationItems(for: stale, variants: ["{path}"], tags: false).unusableTags == [])
        let tagged = invalidationItems(for: stale, variants: ["/shop{path}"], tags: true)
        #expect(tagged.items == ["#article:1", "/shop/a"])
        #expect(tagged.unusableTags == ["b,c"])
    }

    @Test func `tags stay beside a wildcard that covers every path`() {
        let items = invalidationItems(for: [.everything, .tag("t")], variants: ["{path}"], tags: true).items
        #expect(items == ["#t", "/*"])
    }

    @Test func `tags that differ in case are one`() {
        let items = invalidationItems(for: [.tag("b"), .tag("B"), .tag("a")], variants: [], tags: true).items
        #expect(items == ["#B", "#a"])
    }

    @Test(arguments: ["", "a b", "ä", "a*", "a,b", "a\u{7F}", String(repeating: "a", count: 257)])
    func `a tag that CloudFront would refuse is reported`(tag: String) {
        let result = invalidationItems(for: [.tag(tag)], variants: [], tags: true)
        #expect(result == InvalidationItems(items: [], unusableTags: [tag]))
    }

    @Test func `the longest tag is sent`() {
        let tag = String(repeating: "#", count: 256)
        #expect(invalidationItems(for: [.tag(tag)], variants: [], tags: true).items == ["#" + tag])
    }
}
