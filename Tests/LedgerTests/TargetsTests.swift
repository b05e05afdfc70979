import Freshen
import Ledger
import Testing

/// Routes whose pages only some web entries and distributions have.
@Suite(.timeLimit(.minutes(10))) struct TargetsTests {
    private static let targets = """
        web:
          - { name: shop, pods: { urls: ["http://a:1"] }, token: { env: REVALIDATE_TOKEN } }
          - { name: blog, pods: { urls: ["http://b:1"] }, token: { env: REVALIDATE_TOKEN } }
        cloudfront: [{ distribution: E1 }, { alias: blog.example.com }]

        """

    private func file(_ collections: String) -> String { Self.targets + "collections:\n" + collections }

    /// What each target is owed of what a look appended, in one text.
    private func owed(_ stage: Stage, flood: Int = 5000, _ kind: LookRequest.Kind = .changes) throws -> [String: String]
    {
        let ledger = try stage.ledger()
        let before = try ledger.deliveryState().head
        let planned = try seen(ledger.look(stage.order(kind, flood: flood, isDryRun: true))).planned
        try stage.look(kind, flood: flood)
        let audiences: [(String, Audience)] = [
            ("shop", .pods(of: "shop")), ("blog", .pods(of: "blog")), ("E1", .distribution("E1")),
            ("edge", .distribution("blog.example.com")),
        ]
        var owed: [String: String] = [:]
        for (name, audience) in audiences {
            let entries = try ledger.owed(audience, after: before, upTo: ledger.deliveryState().head, limit: 5000)
                .entries
            let wanted = planned.filter { $0.targets.isEmpty || $0.targets.contains(audience.name ?? "") }
            #expect(Set(entries) == Set(wanted.map(\.entry)), "the dry run plans the same for \(name)")
            owed[name] = entries.map(\.stale).sorted().map(\.text).joined(separator: " ")
        }
        return owed
    }

    @Test func `an entry is for those that have the page`() throws {
        let stage = try Stage(
            file(
                """
                  articles:
                    only: [shop, E1]
                    routes:
                      - "/shop/{slug}"
                      - { path: "/blog/{slug}", only: [blog, BLOG.example.com] }
                      - { path: "/both/{slug}", only: [E1, blog] }
                    tags: ["article:{id}"]
                  settings: { routes: ["/", { everything: true, only: [blog], fields: [name] }] }

                """), rows: threeArticles + "; INSERT INTO settings VALUES (1, 'Site')")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(
            try owed(stage) == [
                "shop": "#article:1 /shop/one", "blog": "/blog/one /both/one", "E1": "#article:1 /both/one /shop/one",
                "edge": "/blog/one",
            ])
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try owed(stage) == ["shop": "/", "blog": "/ everything", "E1": "/", "edge": "/"])
        try stage.sql("UPDATE freshen.change SET at = '2999-01-01'")
        let window = LookRequest.Kind.window(since: instant("2998-12-31T00:00Z"), until: instant("2999-01-02T00:00Z"))
        #expect(
            try owed(stage, window) == [
                "shop": "#article:1 / /shop/one", "blog": "/ /blog/one /both/one everything",
                "E1": "#article:1 / /both/one /shop/one", "edge": "/ /blog/one",
            ])
    }

    @Test func `a path of two routes is for the targets of both`() throws {
        let stage = try Stage(
            file(
                """
                  articles: { routes: [{ path: "/a", only: [shop] }, { path: "/a", only: [blog] }, { path: "/b", only: [shop] }, /b] }

                """), rows: threeArticles)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try owed(stage) == ["shop": "/a /b", "blog": "/a /b", "E1": "/b", "edge": "/b"])
    }

    @Test func `a route that is given other targets sends its pages to the old and the new ones, once`() throws {
        let collections = { (only: String) in file("  articles: { routes: [{ path: \"/{slug}\"\(only) }] }\n") }
        let stage = try Stage(collections(", only: [shop]"), rows: threeArticles)
        let all = "/one /three /two"
        stage.yaml = collections(", only: [blog]")
        #expect(try owed(stage) == ["shop": all, "blog": all, "E1": "", "edge": ""])
        #expect(try owed(stage) == ["shop": "", "blog": "", "E1": "", "edge": ""])
        stage.yaml = collections("")
        #expect(try owed(stage) == ["shop": all, "blog": all, "E1": all, "edge": all])
        stage.yaml = collections(", only: [E1]")
        #expect(try owed(stage) == ["shop": all, "blog": all, "E1": all, "edge": all])
        try stage.sql("DELETE FROM articles WHERE id = 1")
        #expect(try owed(stage) == ["shop": "", "blog": "", "E1": "/one", "edge": ""])
        stage.yaml = file("  topics:\n")
        #expect(try owed(stage) == ["shop": "", "blog": "", "E1": "/three /two", "edge": ""])
    }

    @Test func `pages_of is for those that have both the pages and the route`() throws {
        let stage = try Stage(
            file(
                """
                  articles: { routes: [{ path: "/s/{slug}", only: [shop, E1] }, "/all/{slug}", { path: "/b/{slug}", only: [blog] }] }
                  settings: { routes: [{ pages_of: articles, only: [shop], fields: [name] }] }
                  topics: { routes: [{ pages_of: articles, fields: [name] }] }

                """),
            rows:
                "INSERT INTO articles (id, title, slug) VALUES (1, 'A', 'a'); INSERT INTO settings VALUES (1, 'Site');"
                + "INSERT INTO topics VALUES (1, 'T', 't')")
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try owed(stage) == ["shop": "/all/a /s/a", "blog": "", "E1": "", "edge": ""])
        try stage.sql("UPDATE topics SET name = 'Other'")
        #expect(
            try owed(stage) == ["shop": "/all/a /s/a", "blog": "/all/a /b/a", "E1": "/all/a /s/a", "edge": "/all/a"])
    }

    @Test func `a flood of some targets' pages is everything for these alone`() throws {
        let stage = try Stage(
            file(
                "  articles: { routes: [{ path: \"/s/{slug}\", only: [shop] }, { path: \"/b/{id}\", only: [blog], fields: [slug] }, /] }\n"
            ),
            rows: threeArticles)
        try stage.sql("UPDATE articles SET title = 'New'; UPDATE articles SET slug = 'uno' WHERE id = 1")
        #expect(try owed(stage, flood: 2) == ["shop": "/ everything", "blog": "/ /b/1", "E1": "/", "edge": "/"])
    }

    @Test func `a list is for those that have it`() throws {
        let stage = try Stage(
            file(
                "  articles: { routes: [{ path: /list, only: [shop], fields: [title], sort: [title], limit: 2 }, /] }\n"
            ),
            rows: threeArticles)
        try stage.sql("UPDATE articles SET title = 'A' WHERE id = 1")
        #expect(try owed(stage) == ["shop": "/ /list", "blog": "/", "E1": "/", "edge": "/"])
    }

    @Test func `a target that is owed nothing of the log is not behind`() throws {
        let stage = try Stage(
            file("  articles: { routes: [{ path: \"/{slug}\", only: [shop, E1] }] }\n"), rows: threeArticles)
        let ledger = try stage.ledger()
        let (shop, blog) = (Target(kind: .pod, web: "shop", name: "a"), Target(kind: .pod, web: "blog", name: "b"))
        let (edge, other) = (Target(kind: .distribution, name: "E1"), Target(kind: .distribution, name: "E2"))
        try ledger.enlist([shop, blog, edge, other])
        try ledger.acknowledge([shop, blog], after: nil, upTo: ledger.deliveryState().head)
        // Distributions are sent everything after new pods.
        try ledger.acknowledge([edge, other], after: nil, upTo: ledger.deliveryState().head)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        try stage.look()
        let states = try ledger.deliveryState().states
        #expect([shop, edge].allSatisfy { states[$0]?.owedSince != nil })
        #expect([blog, other].allSatisfy { states[$0]?.owedSince == nil })
        let lines = try ledger.status(runs: 1).lines
        #expect(lines.filter { $0.owed == 1 && $0.since != nil }.map(\.target) == [shop, edge])
        #expect(lines.filter { $0.owed == 0 && $0.since == nil }.map(\.target) == [blog, other])
        // What distributions were sent before a pod had done it is for the same ones when it is sent again.
        try ledger.markForResend([shop])
        let head = try ledger.deliveryState().head
        try ledger.delete([shop])
        let end = try ledger.deliveryState().head
        #expect(
            try ledger.owed(.distribution("E1"), after: head, upTo: end, limit: 100).entries.map(\.stale.text) == [
                "/one"
            ])
        #expect(try ledger.owed(.distribution("E2"), after: head, upTo: end, limit: 100).isEmpty)
    }
}
