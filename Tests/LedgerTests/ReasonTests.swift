import Freshen
import Ledger
import PostgresClient
import Testing

/// The reason of an entry says what made it stale, in a dry run and in the log alike.
@Suite(.timeLimit(.minutes(10))) struct ReasonTests {
    private static let related = """
        collections:
          articles:
            visible: { status: { _eq: published } }
            routes: [{ path: "/articles/{slug}", fields: [title, author.name, topics.topics_id.name] }]
          pages:
            routes: [{ path: "/{permalink}", fields: ["blocks.item:block_text.content", "blocks.item:block_quote.quote"] }]

        """
    private static let rows = """
        INSERT INTO authors (id, name) VALUES (7, 'Ada'), (8, 'Ben');
        INSERT INTO topics (id, name) VALUES (1, 'T'), (2, 'U');
        INSERT INTO articles (id, title, slug, author) VALUES (1, 'One', 'one', 7), (2, 'Two', 'two', 7), (3, 'Three', 'three', 8);
        INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1), (3, 1), (3, 2);
        INSERT INTO pages (id, permalink) VALUES (1, 'text'), (2, 'quote');
        INSERT INTO block_text VALUES (5, 'text'); INSERT INTO block_quote VALUES (5, 'quote');
        INSERT INTO pages_blocks (pages_id, collection, item) VALUES (1, 'block_text', '5'), (2, 'block_quote', '5')
        """

    /// Each stale path with its reason, as a dry run and then the log has it.
    private func reasons(_ stage: Stage, location: SourceLocation = #_sourceLocation) throws -> [String: String] {
        let plan = try seen(stage.ledger().look(stage.order(isDryRun: true)))
        let planned = plan.planned.map { [$0.path, $0.reason] }
        let head = try stage.ledger().deliveryState().head
        _ = try stage.look(location: location)
        let logged = try stage.own.query("SELECT path, reason FROM freshen.change WHERE id > \(head)").map {
            [$0["path"] ?? "", $0["reason"] ?? ""]
        }
        #expect(Set(planned) == Set(logged), sourceLocation: location)
        return Dictionary(planned.map { ($0[0], $0[1]) }) { $0 + " and " + $1 }
    }

    @Test func `what an edit did to the item itself`() throws {
        let stage = try Stage(Self.related, rows: Self.rows)
        try stage.sql(
            """
            UPDATE articles SET title = 'New' WHERE id = 1; UPDATE articles SET status = 'draft' WHERE id = 2;
            DELETE FROM articles WHERE id = 3; INSERT INTO articles (id, title, slug) VALUES (4, 'Four', 'four');
            UPDATE authors SET name = 'Other'
            """)
        #expect(
            try reasons(stage) == [
                "/articles/one": "changed", "/articles/two": "hidden", "/articles/three": "deleted",
                "/articles/four": "published",
            ])
    }

    @Test func `which related row changed, by every kind of relation`() throws {
        let stage = try Stage(Self.related, rows: Self.rows)
        try stage.sql("UPDATE authors SET name = 'Ada L.' WHERE id = 7")
        #expect(
            try reasons(stage) == [
                "/articles/one": "shows authors 7, which changed", "/articles/two": "shows authors 7, which changed",
            ])
        try stage.sql("UPDATE topics SET name = name || '!'")
        #expect(
            try reasons(stage) == [
                "/articles/one": "shows topics 1, which changed",
                "/articles/three": "shows topics 1, topics 2, which changed",
            ])
        // Both blocks have the same key.
        try stage.sql("UPDATE block_quote SET quote = 'new'")
        #expect(try reasons(stage) == ["/quote": "shows block_quote 5, which changed"])
        try stage.sql("UPDATE block_quote SET quote = 'newer'; UPDATE block_text SET content = 'newer'")
        #expect(
            try reasons(stage) == [
                "/quote": "shows block_quote 5, which changed", "/text": "shows block_text 5, which changed",
            ])
    }

    @Test func `at most three related rows are named`() throws {
        let stage = try Stage(
            Self.related,
            rows: Self.rows
                + "; INSERT INTO topics (id, name) SELECT n, 'x' FROM generate_series(3, 9) AS n; INSERT INTO articles_topics (articles_id, topics_id) SELECT 2, n FROM generate_series(3, 9) AS n"
        )
        try stage.sql("UPDATE topics SET name = 'y' WHERE id > 2")
        #expect(try reasons(stage) == ["/articles/two": "shows topics 3, topics 4, topics 5, …, which changed"])
    }

    @Test func `a related row that is gone is not named`() throws {
        let stage = try Stage(Self.related, rows: Self.rows)
        try stage.sql("DELETE FROM articles_topics WHERE articles_id = 1")
        #expect(try reasons(stage) == ["/articles/one": "a row that it showed was deleted or moved away"])
    }

    @Test func `an item that is hidden by a related row names it`() throws {
        let stage = try Stage(
            "collections: { articles: { visible: { author: { status: { _eq: published } } }, routes: [\"/{slug}\"] } }\n",
            rows: Self.rows)
        try stage.sql("UPDATE authors SET status = 'draft' WHERE id = 8")
        #expect(try reasons(stage) == ["/three": "hidden, because authors 8 changed"])
    }

    @Test func `a date that has come, of the item and of what it shows`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: ["/articles/{slug}"] }
              topics: { routes: ["/topics/{slug}"] }
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-01-01T01:00Z');
                INSERT INTO topics VALUES (1, 'T', 't'); INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1)
                """)
        stage.yaml = stage.yaml.replacing("topics: { routes", with: "topics: { shows: [articles.articles_id], routes")
        try stage.look()
        stage.now = instant("2026-01-01T01:00Z")
        #expect(
            try reasons(stage) == ["/articles/a": "its date has come: published", "/topics/t": "a date has come"])
        stage.now = instant("2026-01-01T00:30Z")
        #expect(try reasons(stage)["/articles/a"] == "an earlier instant: hidden")
    }

    @Test func `a rule that changed, though no row was written`() throws {
        let stage = try Stage(rows: threeArticles + "; INSERT INTO topics VALUES (1, 'T', 't')")
        let before = stage.yaml
        stage.yaml = before.replacing("status: { _eq: published }", with: "id: { _lt: 3 }")
        #expect(
            try reasons(stage) == ["/articles/three": "freshen.yaml changed", "/sitemap.xml": "freshen.yaml changed"])
        // An edit at the same time is told from the rule's change.
        stage.yaml = before + "  topics: { routes: [\"/topics/{slug}\"] }\n"
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        #expect(
            try reasons(stage) == [
                "/articles/one": "changed", "/articles/three": "freshen.yaml changed",
                "/sitemap.xml": "freshen.yaml changed", "/topics/t": "freshen.yaml changed",
            ])
        #expect(try reasons(stage) == [:])
    }

    @Test func `a table's structure that changed is not called a change of the file`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{slug}\", fields: [body] }] } }\n", rows: threeArticles)
        stage.yaml += "# a comment is no change\n"
        try stage.sql("ALTER TABLE articles DROP body; ALTER TABLE articles ADD body text NOT NULL DEFAULT 'other'")
        #expect(Set(try reasons(stage).values) == ["a table was altered or rewritten"])
    }

    @Test func `pages_of names the item behind it`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [\"/{slug}\"] }, settings: { routes: [{ pages_of: articles }] } }\n",
            rows: threeArticles + "; INSERT INTO settings VALUES (1, 'a')")
        try stage.sql("UPDATE settings SET name = 'b'")
        #expect(try reasons(stage)["/one"] == "shows settings 1: changed")
    }

    @Test func `related rows are looked for only where an item differs whose own row was not written`() throws {
        let stage = try Stage(Self.related, rows: Self.rows)
        var statements: [String] = []
        stage.own.trace = { statement, _ in statements.append(statement) }
        func count() throws -> Int {
            statements = []
            _ = try stage.ledger().look(stage.order())
            try stage.leaveOthersOut()
            return statements.count { $0.contains("string_agg(CASE WHEN place") }
        }
        #expect(try count() == 0)
        try stage.sql("UPDATE articles SET title = 'New'")
        #expect(try count() == 0)
        try stage.sql("UPDATE authors SET name = 'New'")
        #expect(try count() == 1)
    }
}
