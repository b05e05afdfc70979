import Freshen
import Testing

/// `only`, and what says how URLs end.
@Suite(.timeLimit(.minutes(10))) struct TargetTests {
    private static func file(_ collections: String) -> String {
        """
        web:
          - { name: shop, pods: { urls: ["http://a:1"] }, token: { env: REVALIDATE_TOKEN }, trailing_slash: true }
          - { name: blog, pods: { urls: ["http://b:1"] }, token: { env: REVALIDATE_TOKEN }, trailing_slash: false }
        cloudfront:
          - { distribution: E1, after: [shop] }
          - { alias: blog.example.com, after: [blog] }
          - { distribution: E2 }
          - { distribution: E3, after: [] }
        collections:
          articles: \(collections)

        """
    }

    @Test func `only names the entries that have a page; that of a route wins over the collection's`() throws {
        let site = try site(
            Self.file(
                """
                { only: [shop, E1], tags: [t], routes: [/a, { path: /b }, { path: /c, only: [BLOG.example.com, E2, blog, blog] }] }
                """))
        #expect(
            site.collections[0].routes.map(\.only) == [
                ["E1", "shop"], ["E1", "shop"], ["E2", "blog", "blog.example.com"], ["E1", "shop"],
            ])
        #expect(try ConfigurationTests.site(Self.file("{ routes: [/a] }")).collections[0].routes[0].only == [])
    }

    @Test(arguments: [
        (
            "{ only: [shpo] }",
            "10:22: only names shpo, and no web or cloudfront entry is called that: did you mean shop?"
        ),
        (
            "{ routes: [{ path: /a, only: [shop, E9] }] }",
            "10:49: only names E9, and no web or cloudfront entry is called that"
        ),
        ("{ only: shop }", "10:21: only must be a list ([a, b] or lines that begin with -), but is the text shop"),
        ("{ only: [] }", "10:21: only is an empty list: leave the key out for all entries"),
    ])
    func `a mistake in only is one line with its place`(collections: String, message: String) throws {
        #expect(try refusal(Self.file(collections)) == "freshen.yaml:" + message)
    }

    @Test func `URLs end as the web entry says; a distribution follows those before it`() throws {
        let site = try site(Self.file("{}"))
        #expect(site.webs.map(\.trailingSlash) == [true, false])
        #expect(site.distributions.map(\.trailingSlash) == [.with, .without, .both, .without])
        #expect(try !ConfigurationTests.site(web("")).webs[0].trailingSlash)
        #expect(try refusal(web("trailing_slash: maybe")) == "freshen.yaml:5:21: trailing_slash must be true or false")
    }
}
