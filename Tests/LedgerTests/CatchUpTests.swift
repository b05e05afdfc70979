import Freshen
import Ledger
import Testing

/// `catch-up`: the log's entries and the dates of a window are sent again.
@Suite(.timeLimit(.minutes(10))) struct CatchUpTests {
    /// The log's entries have the database's own time, so the looks of these tests use that clock, too.
    private func stage() throws -> Stage {
        let stage = try Stage(
            rows: threeArticles + """
                ; INSERT INTO articles (id, title, slug, published_at, expires_at) VALUES
                (4, 'D', 'd', '2026-01-02T00:00Z', NULL), (5, 'E', 'e', '2026-01-02T01:00Z', '2026-01-02T02:00Z'),
                (6, 'F', 'f', '2026-01-02T03:00Z', NULL)
                """)
        stage.now = instant("2026-02-01T00:00Z")
        try stage.look()
        // Every entry is older than the windows of these tests, unless a test says otherwise.
        try stage.sql(
            "UPDATE freshen.change SET at = '1999-01-01'; UPDATE freshen.checkpoint SET pruned = 0, \(signature)")
        return stage
    }

    private func window(_ since: String, _ until: String) -> LookRequest.Kind {
        .window(since: instant(since), until: instant(until))
    }

    @Test func `the log's entries of the window are sent again, since inclusive and until exclusive`() throws {
        let stage = try stage()
        let (since, until) = ("2999-01-01T00:00Z", "2999-01-01T01:00Z")
        try stage.sql(
            """
            INSERT INTO freshen.change (run, at, kind, path, next, collection, item, reason) VALUES
            (1, '2998-12-31T23:59:59.999999Z', 'path', '/before', NULL, 'articles', '1', 'changed'),
            (1, '\(since)', 'path', '/first', '/next', 'articles', '1', 'changed'),
            (1, '2999-01-01T00:30Z', 'path', '/first', '/next', 'articles', '1', 'changed'),
            (1, '2999-01-01T00:59:59.999999Z', 'tag', 'last', NULL, 'articles', '1', 'changed'),
            (1, '\(until)', 'path', '/after', NULL, 'articles', '1', 'changed')
            """)
        let head = try stage.ledger().deliveryState().head
        #expect(try stage.look(window(since, until)) == ["#last", "/first"])
        #expect(
            try stage.value(
                "SELECT string_agg(path || coalesce(' ' || next, ''), ',' ORDER BY path) FROM freshen.change WHERE id > \(head)"
            )
                == "/first /next,last")
        // A later catch-up repeats what this one appended, and the prefix of the reason is not repeated.
        try stage.sql("UPDATE freshen.change SET at = '\(since)' WHERE id > \(head)")
        #expect(try stage.look(window(since, until)) == ["#last", "/first"])
        #expect(try stage.value("SELECT max(reason) FROM freshen.change") == "sent again: changed")
        #expect(try stage.look() == [])
    }

    @Test func `items with a date in the window are sent again, since inclusive and until exclusive`() throws {
        let stage = try stage()
        // A window before the retained log, which is measured by the database's clock, would be everything.
        try stage.sql(
            """
            UPDATE articles SET published_at = published_at + interval '1000 years',
              expires_at = expires_at + interval '1000 years' WHERE id > 3
            """)
        stage.now = instant("3026-02-01T00:00Z")
        try stage.look()
        try stage.sql("UPDATE freshen.change SET at = '1999-01-01'")
        let sitemap = "/sitemap.xml"
        #expect(try stage.look(window("3026-01-02T00:00Z", "3026-01-02T00:00:00.000001Z")) == ["/articles/d", sitemap])
        #expect(try stage.look(window("3026-01-02T00:00:00.000001Z", "3026-01-02T01:00Z")) == [])
        #expect(try stage.look(window("3026-01-02T00:30Z", "3026-01-02T03:00Z")) == ["/articles/e", sitemap])
        #expect(try stage.look(window("3026-01-02T02:00Z", "3026-01-02T02:30Z")) == ["/articles/e", sitemap])
        #expect(
            try stage.look(.window(since: instant("3026-01-02T01:30Z"), until: nil))
                == ["/articles/e", "/articles/f", sitemap])
    }

    @Test func `what changed since the last look is sent once, together with the window`() throws {
        let stage = try stage()
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        let head = try stage.ledger().deliveryState().head
        #expect(try stage.look(window("2000-01-01T00:00Z", "2000-01-02T00:00Z")) == ["/articles/one", "everything"])
        #expect(try stage.value("SELECT count(*) FROM freshen.change WHERE id > \(head)") == "2")
    }

    @Test func `a window that begins before the retained log is everything`() throws {
        let stage = try stage()
        func since(_ age: String) throws -> LookRequest.Kind {
            let query = "SELECT (extract(epoch FROM clock_timestamp() - interval '\(age)') * 1000000)::bigint"
            let microseconds = try #require(try stage.value(query).flatMap { Int64($0) })
            return .window(since: Instant(microseconds: microseconds), until: instant("2999-01-01T00:00Z"))
        }
        #expect(try stage.look(since("6 days 23 hours")) == [])
        #expect(try stage.look(since("7 days 1 second")) == ["everything"])
    }

    @Test func `pages_of in a window sends the pages of its collection`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: ["/articles/{slug}"] }
              notes: { publish_at: day, routes: [{ pages_of: articles }] }
            """,
            rows: threeArticles + """
                ; CREATE TABLE notes (id int PRIMARY KEY, day timestamptz);
                INSERT INTO notes VALUES (1, '2998-01-01T00:00Z')
                """)
        stage.now = instant("2999-01-01T00:00Z")
        let all = ["/articles/one", "/articles/three", "/articles/two"]
        #expect(try stage.look() == all)
        try stage.sql("UPDATE freshen.change SET at = '1999-01-01'")
        #expect(try stage.look(window("2998-01-01T00:00Z", "2998-01-02T00:00Z")) == all)
        #expect(try stage.look(window("2998-01-02T00:00Z", "2998-01-03T00:00Z")) == [])
    }

    @Test func `a flood in a window is everything once`() throws {
        let stage = try stage()
        try stage.sql("UPDATE freshen.change SET at = '2999-01-01T00:00Z'")
        let window = window("2999-01-01T00:00Z", "2999-01-01T01:00Z")
        #expect(try stage.look(window, flood: 4).count == 4)
        try stage.sql("UPDATE freshen.change SET at = '2999-01-01T00:00Z'")
        #expect(try stage.look(window, flood: 3) == ["everything"])
    }
}

/// `reconcile`: every item by value.
@Suite(.timeLimit(.minutes(10))) struct ReconcileTests {
    @Test func `a difference that versions hide is found`() throws {
        let stage = try Stage(rows: threeArticles)
        #expect(try stage.look(.everyItem) == [])
        // The ledger's row is as if the item had had another slug.
        try stage.sql(
            """
            UPDATE freshen.item SET digest = gen_random_uuid(),
              pages = ARRAY(SELECT p FROM unnest(pages) AS p WHERE path <> '/articles/one') WHERE key = '1'
            """)
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == ["/articles/one"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `an item that is missing in the ledger, or is only there, is found`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("DELETE FROM freshen.item WHERE key = '1'; UPDATE freshen.item SET key = '7' WHERE key = '2'")
        #expect(try stage.look(.everyItem) == ["/articles/one", "/articles/two", "/sitemap.xml"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `an item that the ledger has right is not written again`() throws {
        let stage = try Stage(rows: threeArticles)
        let written = try stage.written { _ = try stage.ledger().look(stage.order(.everyItem)) }
        #expect(written == ["freshen.checkpoint"])
    }
}
