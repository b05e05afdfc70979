import Freshen
import TestSupport
import Testing

/// Routes that show the first items of a collection: a page of a list is stale where the list's answer differs.
@Suite(.timeLimit(.minutes(10))) struct ListTests {
    /// Ten articles, the newest first on the list.
    private static let rows = """
        INSERT INTO articles (id, title, slug, published_at)
        SELECT n, 'Title ' || n, 'slug-' || n, '2026-01-01'::timestamptz + n * interval '1 day'
        FROM generate_series(1, 10) AS n
        """

    private func stage(_ routes: String, rows: String = ListTests.rows) throws -> Stage {
        try Stage(
            "collections: { articles: { visible: { status: { _eq: published } }, routes: [\(routes)] } }", rows: rows)
    }

    private static let newest = "{ path: /list, fields: [title], sort: [-published_at], limit: 3 }"

    @Test(
        "a list is stale where its answer differs",
        arguments: [
            ("UPDATE articles SET title = 'New' WHERE id = 10", ["/list"]),
            ("UPDATE articles SET title = 'New' WHERE id = 8", ["/list"]),
            ("UPDATE articles SET title = 'New' WHERE id = 7", []),
            ("UPDATE articles SET body = 'New'", []),
            ("UPDATE articles SET status = 'draft' WHERE id = 7", []),
            ("UPDATE articles SET status = 'draft' WHERE id = 8", ["/list"]),
            ("DELETE FROM articles WHERE id = 1", []),
            ("DELETE FROM articles WHERE id = 9", ["/list"]),
            ("UPDATE articles SET published_at = '2027-01-01' WHERE id = 1", ["/list"]),
            ("UPDATE articles SET published_at = published_at + interval '1 hour'", []),
            ("UPDATE articles SET published_at = '2026-01-09 12:00' WHERE id = 10", ["/list"]),
            ("UPDATE articles SET published_at = '2026-01-09 12:00' WHERE id = 8", []),
            ("UPDATE articles SET published_at = NULL WHERE id = 1", ["/list"]),
        ])
    func first(_ sql: String, _ paths: [String]) throws {
        let stage = try stage(Self.newest)
        #expect(try stage.look() == [])
        try stage.sql(sql)
        #expect(try stage.look() == paths, "\(sql)")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a list without fields tells apart rows that one transaction wrote`() throws {
        let stage = try stage("{ path: /list, sort: [-published_at], limit: 3 }")
        try stage.sql("DELETE FROM articles WHERE id = 9")
        #expect(try stage.look() == ["/list"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test(
        "each page of a list has its own answer",
        arguments: [
            ("UPDATE articles SET title = 'New' WHERE id = 6", ["/list/2"]),
            ("DELETE FROM articles WHERE id = 10", ["/list/1", "/list/2", "/list/3", "/list/4"]),
            ("DELETE FROM articles WHERE id = 1", ["/list/4"]),
            ("INSERT INTO articles (id, title, published_at) VALUES (11, 'N', '2026-01-01')", ["/list/4"]),
            ("UPDATE articles SET published_at = '2026-01-10 12:00' WHERE id = 7", ["/list/1", "/list/2"]),
        ])
    func pages(_ sql: String, _ paths: [String]) throws {
        let stage = try stage("{ path: \"/list/{page}\", fields: [title], sort: [-published_at], limit: 3 }")
        try stage.sql(sql)
        #expect(try stage.look() == paths, "\(sql)")
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a table that only an alias names is read`() throws {
        let stage = try stage(
            "{ path: \"/{slug}\", alias: { who: author }, fields: [who.name] }",
            rows:
                "INSERT INTO authors VALUES (1, 'A', 'a'); INSERT INTO articles (id, title, slug, author) VALUES (1, 'T', 's', 1)"
        )
        try stage.sql("UPDATE authors SET name = 'New'")
        #expect(try stage.look() == ["/s"])
    }

    @Test func `a list is found wrong by reconcile though no item differs`() throws {
        let stage = try stage(Self.newest)
        try stage.sql("UPDATE freshen.list SET fingerprint = md5('x')::uuid")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == ["/list"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `each path has its own list`() throws {
        let stage = try stage(
            "{ path: \"/topics/{topics.topics_id.slug}\", fields: [title], sort: [-published_at], limit: 2 }",
            rows: Self.rows + """
                ; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u');
                INSERT INTO articles_topics (articles_id, topics_id) SELECT id, 1 + id % 2 FROM articles
                """)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id IN (5, 10)")
        #expect(try stage.look() == ["/topics/t"])
        try stage.sql("UPDATE articles_topics SET topics_id = 2 WHERE articles_id = 10")
        #expect(try stage.look() == ["/topics/t", "/topics/u"])
        try stage.sql("UPDATE articles_topics SET topics_id = 2 WHERE articles_id = 2")
        #expect(try stage.look() == [])
    }

    @Test func `where equal sort values meet the limit, a write to any of them counts`() throws {
        let stage = try stage("{ path: /list, fields: [title], sort: [body], limit: 2 }")
        try stage.sql("UPDATE articles SET body = CASE WHEN id < 5 THEN 'a' ELSE 'b' END")
        _ = try stage.look()
        try stage.sql("UPDATE articles SET slug = 'other' WHERE id = 4")
        #expect(try stage.look() == ["/list"])
        try stage.sql("UPDATE articles SET slug = 'another' WHERE id = 5")
        #expect(try stage.look() == [])
    }

    @Test func `another limit sends the list once, and a list that left the file is sent`() throws {
        let stage = try stage(Self.newest)
        stage.yaml = stage.yaml.replacing("limit: 3", with: "limit: 4")
        #expect(try stage.look() == ["/list"])
        #expect(try stage.look() == [])
        stage.yaml = stage.yaml.replacing(", routes: [\(Self.newest.replacing("3", with: "4"))]", with: "")
        #expect(try stage.look() == ["/list"])
        #expect(try stage.value("SELECT count(*) FROM freshen.list") == "0")
    }

    @Test func `what came and went between two looks was on the list`() throws {
        let stage = try Stage(
            """
            collections: { articles: { visible: { published_at: { _lte: $NOW } }, expire_at: expires_at,
              routes: [\(Self.newest)] } }
            """, rows: Self.rows)
        stage.now = instant("2026-06-01T00:00Z")
        #expect(try stage.look() == ["/list"])
        try stage.sql(
            "INSERT INTO articles (id, title, slug, status, published_at, expires_at) VALUES (11, 'N', 'n', 'published', '2026-08-01', '2026-08-02')"
        )
        stage.now = instant("2026-07-01T00:00Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-09-01T00:00Z")
        #expect(try stage.look() == ["/list"])
        stage.now = instant("2026-10-01T00:00Z")
        #expect(try stage.look() == [])
    }

    @Test func `a list without sort and fields has the order of its collection`() throws {
        let stage = try stage(
            "{ path: /list, limit: 2 }",
            rows: Self.rows + """
                ; CREATE TABLE directus_collections (collection text, singleton boolean DEFAULT FALSE, sort_field text);
                INSERT INTO directus_collections (collection, sort_field) VALUES ('articles', 'body');
                UPDATE articles SET body = chr(122 - id)
                """)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 10")
        #expect(try stage.look() == ["/list"])
    }

    @Test(
        "items that do not differ are placed by all rows that they lead to",
        arguments: [
            "filter: { count(topics): { _eq: 1 } }", "filter: { topics: { _some: { topics_id: { _eq: 1 } } } }",
            "filter: { topics: { topics_id: { name: { _eq: T } } } }", "sort: [-count(topics)]",
            "sort: [topics.topics_id.name]",
        ])
    func placed(_ query: String) throws {
        let stage = try stage(
            "{ path: /list, fields: [title], \(query), limit: 2 }",
            rows: Self.rows + """
                ; INSERT INTO topics VALUES (1, 'T', 't');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (4, 1), (5, 1)
                """)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 4")
        #expect(try stage.look() == ["/list"])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 5")
        #expect(try stage.look() == ["/list"])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 6")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test(arguments: ["/list", "/{slug}/list", "/t/{topics.topics_id.slug}"])
    func `a date that falls within a nested list's filter makes the list stale`(_ path: String) throws {
        let stage = try Stage(
            """
            collections:
              articles:
                routes:
                  - path: "\(path)"
                    fields: [title, author.articles.title]
                    sort: [title]
                    limit: 3
                    deep: { author: { articles: { _filter: { expires_at: { _gt: $NOW } } } } }
              topics: {}
            """,
            rows: """
                INSERT INTO authors VALUES (1, 'A', 'a'); INSERT INTO topics VALUES (1, 'T', 't');
                INSERT INTO articles (id, title, slug, author, expires_at) VALUES (1, 'One', 'one', 1, '2026-02-01');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1)
                """)
        let paths = [path.replacing("{slug}", with: "one").replacing("{topics.topics_id.slug}", with: "t")]
        #expect(try stage.look() == [])
        stage.now = instant("2026-03-01T00:00Z")
        #expect(try stage.look() == paths)
        stage.now = instant("2026-04-01T00:00Z")
        #expect(try stage.look() == [])
    }

    @Test func `a date of a nested filter that falls right after a look changes the list`() throws {
        let stage = try Stage(
            """
            collections:
              articles:
                routes:
                  - path: /list
                    fields: [title, author.name]
                    sort: [id]
                    limit: 2
                    deep: { author: { _filter: { articles: { published_at: { _lt: $NOW } } } } }
            """,
            rows: """
                INSERT INTO authors VALUES (1, 'A', 'a');
                INSERT INTO articles (id, title, author, published_at) VALUES (1, 'One', 1, '2026-03-01')
                """)
        stage.now = instant("2026-03-01T00:00Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-03-02T00:00Z")
        #expect(try stage.look() == ["/list"])
        #expect(try stage.look() == [])
    }

    @Test func `pages that embed a list are stale where the list differs`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: [{ pages_of: topics, fields: [title], sort: [-published_at], limit: 2 }] }
              topics: { routes: ["/topics/{slug}", { path: /topics, fields: [slug] }] }
            """, rows: Self.rows + "; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u')")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 3")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 10")
        #expect(try stage.look() == ["/topics/t", "/topics/u"], "the items' pages, not the list of topics")
    }

    @Test func `each route that names pages of other collections counts`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: [{ pages_of: topics }, { pages_of: authors }] }
              topics: { routes: ["/topics/{slug}"] }
              authors: { routes: ["/authors/{slug}"] }
            """,
            rows: Self.rows + "; INSERT INTO topics VALUES (1, 'T', 't'); INSERT INTO authors VALUES (1, 'A', 'a')")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 3")
        #expect(try stage.look() == ["/authors/a", "/topics/t"])
    }

    @Test func `pages that embed a list are found by a filter, and its length by a field of theirs`() throws {
        let stage = try Stage(
            """
            collections:
              articles:
                routes:
                  - pages_of: { collection: topics, filter: { name: { _starts_with: list } } }
                    fields: [title]
                    sort: [-published_at]
                    limit: { from: id, default: 5 }
                    but_itself: true
              topics: { routes: ["/topics/{slug}"] }
            """,
            rows: Self.rows + "; INSERT INTO topics VALUES (2, 'list', 'two'), (9, 'none', 'nine')")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 7")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 8")
        #expect(try stage.look() == ["/topics/two"], "one more than two")
        try stage.sql("UPDATE topics SET id = -1 WHERE id = 2")
        #expect(try stage.look() == ["/topics/two"], "all items")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/topics/two"])
        try stage.sql("UPDATE topics SET id = 3 WHERE id = -1")
        #expect(try stage.look() == ["/topics/two"])
        try stage.sql("UPDATE articles SET title = 'Newer' WHERE id = 8")
        #expect(try stage.look() == ["/topics/two"])
    }
}
