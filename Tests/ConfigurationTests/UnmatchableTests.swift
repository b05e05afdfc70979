import Configuration
import Freshen
import Testing

/// What is understood and can never match anything is refused, with the remedy.
@Suite(.timeLimit(.minutes(10))) struct UnmatchableTests {
    @Test(arguments: [
        (
            "\"/a/[slug]\"",
            "4:13: a route has square brackets, as a Next.js route has: write a placeholder such as {slug}, or add type: page"
        ),
        ("{ path: \"/a/{b}\", next: \"/c/[b]\" }", "4:37: next has square brackets"),
        (
            "/c/*",
            "4:12: a route has a *, which is no wildcard here: write a placeholder such as {slug}, or a Next.js route"
        ),
        ("{ path: \"/c/*\", type: page }", "4:21: path has a *"),
        (
            "\"/d?page=2\"",
            "4:12: a route has a query string, which is no part of a page's path: write /d (for CloudFront"
        ),
        (
            "\"/{slug}?preview=1\"",
            "4:17: a route has a query string, which is no part of a page's path: write /{slug} (for"
        ),
        ("\"/d#top\"", "4:12: a route has a fragment, which no server is sent: write /d"),
        ("https://www.example.com/a/{slug}", "4:9: a route is a URL: write its path alone, /a/{slug}"),
        ("https://www.example.com", "4:9: a route is a URL: write its path alone, /"),
        (
            "\"//example.com/{slug}\"",
            "4:10: a route begins with //, after which browsers read a host: begin with one /"
        ),
        ("\" /a\"", "4:10: a route begins with a blank: remove it"),
        ("\"/a/{slug} \"", "4:19: a route ends with a blank: remove it"),
        ("\"/a\\\\b\"", "4:12: a route has a \\, which browsers turn into /: write /"),
        ("/(shop)/{slug}", "4:10: a route has the segment (shop), a route group, which is in no URL: leave it out"),
        (
            "{ path: \"/a/[b]/page.tsx\", type: page }",
            "4:25: path ends with the file page.tsx: write the path of its folder alone"
        ),
        ("{ path: /a, limit: -0 }", "4:28: limit is 0"),
        ("/a/../b", "4:12: a route has a segment .., which browsers resolve: leave it out"),
        ("\"/a/:slug\"", "4:13: a route has the segment :slug, which is no placeholder here: write {slug}"),
        (
            "{ path: \"/a/:slug\", type: page }",
            "4:21: path has the segment :slug, which is no placeholder here: write [slug]"
        ),
        (
            "{ path: \"/b/{slug}\", type: page }",
            "4:18: path names folders of the Next.js application, because it has a type, and a value of an item is no folder: write [slug] for {slug}, or leave type out"
        ),
        ("{ path: \"/{lang}\", type: layout }", "4:18: path names folders of the Next.js application"),
        (
            "{ path: \"/a/[slug\", type: page }",
            "4:21: path has the segment [slug, which is no folder of Next.js: write [slug], [...slug] or [[...slug]]"
        ),
        ("{ path: \"/a/[]\", type: page }", "4:21: path has the segment []"),
        ("{ path: \"/a/x[b]\", type: page }", "4:21: path has the segment x[b]"),
        ("{ path: \"/a//[b]\", type: page }", "4:18: path has an empty segment (//)"),
        ("{ path: \"/[...a]/b\", type: page }", "4:18: path goes on after a catch-all segment"),
        (
            "{ path: /a, fields: [] }",
            "4:29: fields is an empty list: a page that shows no field never changes: name its fields, or leave fields out for all of them"
        ),
        ("{ path: /a, sort: [], limit: 5 }", "4:27: sort is an empty list: name a field, or leave sort out"),
        (
            "{ path: /a, limit: 0 }",
            "4:28: limit is 0, and a list without items never changes: write how many the page shows"
        ),
        ("{ path: /a, filter: { a: { _in: [] } } }", "4:41: _in is an empty list: no item fulfils it, so name a value"),
        ("{ pages_of: articles, type: page }", "4:37: type has no meaning beside pages_of: leave it out"),
        ("{ everything: true, next: /a }", "4:35: next has no meaning beside everything: leave it out"),
    ])
    func `a route that can never match is refused with the remedy`(route: String, message: String) throws {
        let refusal = try refusal(collection("routes:\n  - \(route)"))
        #expect(refusal.hasPrefix("freshen.yaml:" + message), "\(refusal)")
    }

    @Test(arguments: [
        "\"{permalink}\"", "/", "/wiki/a_(b)", "\"/grün/a b/{c}/\"", "\"//{a}//{b}\"", "\"/a:b/{c}:d\"",
        "\"/.well-known/{a}\"",
        "{ path: /blog, type: layout }", "{ path: /, type: layout }",
        "{ path: \"/[lang]/(group)/{b}/[slug]\", type: page }",
        "{ path: \"/docs/[[...slug]]\", type: page }", "{ path: \"/[...a]/(group)\", type: page }",
        "{ path: /a, limit: -1 }", "{ path: /a, filter: { a: { _nin: [] } } }",
    ])
    func `what can match is read`(route: String) throws {
        _ = try site(collection("routes:\n  - \(route)"))
    }

    @Test(arguments: [
        (
            "visible: { a: { _or: [{ _in: [] }, { _eq: 1 }] } }",
            "3:34: _in is an empty list: no item fulfils it, so name a value"
        ),
        (
            "publish_at: date\nexpire_at: { field: date, zone: UTC }",
            "4:16: publish_at and expire_at are the same field, so no item would be visible: leave one out"
        ),
        ("tags: [\"#menu\"]", "3:12: a tag is written without #: menu"),
        ("tags: [\"menu \"]", "3:12: a tag begins or ends with a blank: remove it"),
        ("tags: [\"\"]", "3:12: a tag is empty"),
    ])
    func `a collection that can never match is refused`(line: String, message: String) throws {
        #expect(try refusal(collection(line)) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        (
            "collections: {}\n",
            "1:14: collections names none: write what to watch, such as posts: { routes: [\"/blog/{slug}\"] }"
        ),
        ("reader: []\ncollections: { a: }\n", "1:9: reader is an empty list: name a policy, or write public"),
        (
            "collections: { a: }\ncloudfront: [{ distribution: E1, variants: [] }]\n",
            "2:44: variants is an empty list: leave it out for the default [\"{path}\"]"
        ),
        (
            "collections: { a: }\ncloudfront: [{ distribution: E1, variants: [\"shop{path}\"] }]\n",
            "2:45: a variant must be a path that begins with / or {path}, such as \"/shop{path}?*\", not shop{path}"
        ),
    ])
    func `a file that can never match is refused`(text: String, message: String) throws {
        #expect(try refusal(text) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        ("[\"/a/[slug]\"]", "5:22: a path of everything has square brackets"),
        ("[\"/*\"]", "5:20: a path of everything has a *"),
        ("[{ path: \"/?a\" }]", "5:28: a path of everything has a query string"),
        ("[\"/{slug}\"]", "5:18: a path of everything has no placeholder"),
    ])
    func `a path of everything that can never match is refused`(list: String, message: String) throws {
        let refusal = try refusal(web("everything: \(list)"))
        #expect(refusal.hasPrefix("freshen.yaml:" + message), "\(refusal)")
    }

    @Test func `a run needs somebody to tell, and something to say`() throws {
        let targets = "cloudfront: [{ distribution: E1 }]\n"
        let routes = "collections: { a: { routes: [/] }, b: }\n"
        func refusal(_ text: String, looks: Bool = true) throws -> String? {
            let site = try site(text)
            do throws(Failure) {
                try site.checkUse("f", looks: looks)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(try refusal(routes)?.hasPrefix("f:1:1: neither web nor cloudfront has an entry") == true)
        #expect(
            try refusal(routes + "web: []\ncloudfront: []\n")?.hasPrefix("f:1:1: neither web nor cloudfront") == true)
        #expect(try refusal(routes + targets) == nil)
        let embedding = "collections: { a: { routes: [{ pages_of: b }] }, b: { routes: [/b, \"/{c}\"] } }\n" + targets
        #expect(try refusal(embedding) == nil)
        #expect(
            try refusal(embedding.replacing(", \"/{c}\"", with: ""))?.hasPrefix(
                "freshen.yaml:1:42: pages_of names b, whose items have no pages of their own") == true)
        #expect(try refusal("collections: { a: { tags: [a] } }\n" + targets) == nil)
        for empty in ["collections: { a: }\n", "collections: { a: { routes: [], tags: [] } }\n"] {
            #expect(
                try refusal(empty + targets)?.hasPrefix("freshen.yaml:1:16: no collection has routes or tags") == true)
            #expect(try refusal(empty + targets, looks: false) == nil)
        }
    }

    @Test func `a message about a repeated value names its place and the alias`() throws {
        let text = """
            collections:
              posts: { visible: &seen { status: { _eqq: published } } }
              pages: { visible: *seen }

            """
        #expect(try refusal(text) == "freshen.yaml:2:39: unknown operator _eqq: did you mean _eq?")
        let other = """
            collections:
              posts: { routes: &list [/] }
              pages: { visible: *list }

            """
        #expect(
            try refusal(other)
                == "freshen.yaml:2:20: a filter must be a mapping (key: value), but is a list (used by the alias on line 3)"
        )
    }

    @Test func `aliases and merge keys are read as what they repeat`() throws {
        let site = try site(
            """
            collections:
              posts: &shared
                visible: &seen { status: { _eq: published } }
                routes: ["/{slug}"]
              pages: { visible: *seen, routes: ["/p/{slug}"] }
              news: { <<: *shared, routes: ["/news/{slug}"] }

            """)
        #expect(site.collections.map(\.visible.outline) == Array(repeating: "(status _eq published)", count: 3))
        #expect(
            site.collections.map { $0.routes.map(\.pages.outline) }
                == [["path /{slug}"], ["path /p/{slug}"], ["path /news/{slug}"]])
    }
}
