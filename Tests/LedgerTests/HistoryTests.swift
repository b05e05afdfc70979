import Freshen
import Testing

/// Histories that a careless capture loses, each from the write to the log.
@Suite struct HistoryTests {
    // MARK: Rows of many, of which one goes

    private static let people = """
        INSERT INTO authors VALUES (1, 'Ann', 'ann'), (2, 'Ben', 'ben'), (3, 'Cid', 'cid');
        INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 1), (3, 'C', 'c', 2)
        """

    /// What is written to the children, and which parents' pages are stale; no parent's row is written.
    @Test(arguments: [
        ("UPDATE articles SET author = 3 WHERE id = 1", ["/by/ann", "/by/cid"]),
        ("UPDATE articles SET author = NULL WHERE id = 1", ["/by/ann"]),
        ("UPDATE articles SET author = 2 WHERE author IS NULL", []),
        ("UPDATE articles SET author = CASE author WHEN 1 THEN 2 ELSE 1 END", ["/by/ann", "/by/ben"]),
        ("DELETE FROM articles WHERE id = 3", ["/by/ben"]),
    ])
    func `a child that moves or is set free leaves its old parent's page stale`(
        _ write: String, _ stale: [String]
    ) throws {
        let stage = try Stage(
            "collections: { authors: { routes: [{ path: \"/by/{slug}\", fields: [articles.title] }] } }",
            rows: Self.people)
        try stage.sql(write)
        #expect(try stage.look() == stale)
        #expect(try stage.look() == [])
    }

    private static let blocks = """
        INSERT INTO pages VALUES (1, 'One', 'one'), (2, 'Two', 'two');
        INSERT INTO block_text VALUES (1, 'x'), (2, 'y'), (3, 'z');
        BEGIN;
        INSERT INTO pages_blocks (pages_id, sort, collection, item)
          VALUES (1, 1, 'block_text', '1'), (1, 2, 'block_text', '2'), (1, 3, 'block_text', '3'), (2, 1, 'block_text', '1');
        COMMIT
        """

    @Test(arguments: [
        "DELETE FROM pages_blocks WHERE pages_id = 1 AND sort = 2",
        "UPDATE pages_blocks SET sort = 3 - sort WHERE pages_id = 1 AND sort < 3",
        "UPDATE pages_blocks SET item = '1' WHERE pages_id = 1 AND sort = 2",
        "DELETE FROM block_text WHERE id = 2",
        "UPDATE pages_blocks SET collection = 'block_quote' WHERE pages_id = 1 AND sort = 2",
    ])
    func `one of three blocks of one transaction goes, or changes places`(_ write: String) throws {
        for fields in ["", ", fields: [blocks.sort, \"blocks.item:block_text.content\"]"] {
            let stage = try Stage(
                "collections: { pages: { shows: [\"blocks.item:block_text\"], routes: [{ path: \"/{permalink}\"\(fields) }] } }",
                rows: Self.blocks)
            try stage.sql(write)
            #expect(try stage.look() == ["/one"], "\(fields)")
            #expect(try stage.look() == [], "\(fields)")
        }
    }

    @Test func `two translations that yield one path are one page, until the last of them is gone`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: [{ path: "/t/{translations.slug}", fields: [translations.title] }] }
            """,
            rows: threeArticles + """
                ; INSERT INTO articles_translations (articles_id, language, title, slug)
                VALUES (1, 'de', 'Eins', 'same'), (1, 'fr', 'Un', 'same'), (1, 'it', 'Uno', 'uno')
                """)
        try stage.sql("UPDATE articles_translations SET title = 'Une' WHERE language = 'fr'")
        #expect(try stage.look() == ["/t/same"])
        try stage.sql(
            "UPDATE articles_translations SET title = CASE language WHEN 'fr' THEN 'Eins' ELSE 'Une' END WHERE slug = 'same'"
        )
        #expect(try stage.look() == [], "the same two titles on one page")
        try stage.sql("DELETE FROM articles_translations WHERE language = 'de'")
        #expect(try stage.look() == ["/t/same"])
        try stage.sql("DELETE FROM articles_translations WHERE language = 'fr'")
        #expect(try stage.look() == ["/t/same"])
        try stage.sql("UPDATE articles_translations SET slug = 'same'")
        #expect(try stage.look() == ["/t/same", "/t/uno"])
    }

    // MARK: Dates in other tables

    private static let countries = """
        CREATE TABLE worlds (id int PRIMARY KEY, opens_at timestamptz);
        CREATE TABLE countries (id int PRIMARY KEY, opens_at timestamptz, world int REFERENCES worlds);
        ALTER TABLE authors ADD country int REFERENCES countries;
        INSERT INTO worlds VALUES (1, '2025-01-01Z'); INSERT INTO countries VALUES (1, '2025-01-01Z', 1), (2, '2025-01-01Z', 1);
        \(people);
        UPDATE authors SET country = id WHERE id < 3
        """

    /// Articles show authors, whose rule reads their country, or that one's world.
    @Test(arguments: [
        ("country: { opens_at: { _lte: $NOW } }", "UPDATE countries SET opens_at = '2026-01-02T00:00Z' WHERE id = 1"),
        (
            "country: { world: { opens_at: { _lte: $NOW } } }",
            "UPDATE worlds SET opens_at = '2026-01-02T00:00Z'; UPDATE authors SET country = NULL WHERE id = 2"
        ),
    ])
    func `a shown row's rule reads another table, whose date is set now and falls tomorrow`(
        _ rule: String, _ write: String
    ) throws {
        for fields in ["", ", fields: [author.name]"] {
            let stage = try Stage(
                """
                collections:
                  articles: { shows: [author], routes: [{ path: "/{slug}"\(fields) }] }
                  authors: { visible: { \(rule) } }
                """, rows: Self.countries)
            try stage.sql(write)
            let hidden = try stage.look()
            #expect(hidden.starts(with: ["/a", "/b"]))
            stage.now = instant("2026-01-01T23:59Z")
            #expect(try stage.look() == [])
            stage.now = instant("2026-01-02T00:00Z")
            #expect(try stage.look() == ["/a", "/b"], "\(fields)")
            #expect(try stage.look() == [])
            #expect(try stage.look(.everyItem) == [])
        }
    }

    @Test func `a date of what is shown falls, and a page that does not show it stays as it is`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: [] }
              topics: { shows: [articles.articles_id], routes: [{ path: "/names/{slug}", fields: [name] }, { path: "/first/{slug}", fields: [articles.articles_id.title] }] }
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-01-01T01:00Z');
                INSERT INTO topics VALUES (1, 'T', 't');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1)
                """)
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == ["/first/t"])
    }

    @Test func `a day under _lt has passed when it is over`() throws {
        let stage = try Stage(
            "collections: { notes: { visible: { day: { _lt: $NOW } }, routes: [\"/{id}\"] } }",
            rows: "CREATE TABLE notes (id int PRIMARY KEY, day date); INSERT INTO notes VALUES (1, '2026-01-01')")
        stage.now = instant("2026-01-01T23:59:59.999999Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-01-02T00:00Z")
        #expect(try stage.look() == ["/1"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a month ago, at the end of February`() throws {
        let stage = try Stage(
            "collections: { notes: { visible: { at: { _lt: $NOW(-1 month) } }, routes: [\"/{id}\"] } }",
            rows: """
                CREATE TABLE notes (id int PRIMARY KEY, at timestamptz);
                INSERT INTO notes SELECT n, '2026-01-27T12:00Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 4) AS n
                """)
        for day in ["2026-01-20T00:00Z", "2026-02-10T00:00Z", "2026-02-27T12:00Z"] {
            stage.now = instant(day)
            #expect(try stage.look() == [])
        }
        stage.now = instant("2026-02-28T12:00:00.000001Z")
        #expect(try stage.look() == ["/1"], "28 January")
        stage.now = instant("2026-03-01T00:00Z")
        #expect(
            try stage.look() == ["/2", "/3", "/4"], "29 to 31 January: 1 March is the first day a month after them")
        stage.now = instant("2026-03-10T00:00Z")
        #expect(try stage.look() == [])
        #expect(try stage.value("SELECT count(*) FROM freshen.item WHERE next_due IS NOT NULL") == "0")
    }

    // MARK: Writes that show nothing

    @Test func `a click in the Studio sends nothing, and another name does`() throws {
        let stage = try Stage(
            "collections: { posts: { shows: [author], routes: [\"/{id}\"] } }",
            rows: """
                CREATE TABLE directus_users (id uuid PRIMARY KEY, first_name text, last_page text, last_access timestamptz);
                INSERT INTO directus_users VALUES ('00000000-0000-0000-0000-000000000001', 'Ann', '/content', now());
                CREATE TABLE posts (id int PRIMARY KEY, author uuid REFERENCES directus_users);
                INSERT INTO posts SELECT n, '00000000-0000-0000-0000-000000000001' FROM generate_series(1, 2) AS n
                """)
        try stage.sql("UPDATE directus_users SET last_page = '/files', last_access = now()")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE directus_users SET last_page = '/users'; DELETE FROM posts WHERE id = 2")
        #expect(try stage.look() == ["/2"])
        try stage.sql("UPDATE directus_users SET first_name = 'Anna'")
        #expect(try stage.look() == ["/1"])
    }

    @Test(arguments: [
        "SELECT FROM articles FOR UPDATE", "SELECT FROM articles FOR SHARE", "ANALYZE articles",
        "INSERT INTO articles (id, title) VALUES (1, 'x') ON CONFLICT DO NOTHING",
        "ALTER TABLE articles ADD note text DEFAULT 'n'", "CREATE INDEX ON articles (title)",
        "ALTER TABLE articles ALTER slug SET DEFAULT 'x'",
    ])
    func `what writes no row sends nothing`(_ sql: String) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(sql)
        #expect(try stage.look() == [])
    }

    @Test(arguments: ["VACUUM (FREEZE) articles", "VACUUM (FULL) articles", "CLUSTER articles USING articles_pkey"])
    func `a table that is packed anew sends nothing, and what was written beside it is found`(_ sql: String) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(sql)
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        try stage.sql(sql)
        #expect(try stage.look() == ["/articles/one"])
        try stage.sql("DELETE FROM articles WHERE id = 2")
        try stage.sql(sql)
        #expect(try stage.look() == ["/articles/two", "/sitemap.xml"])
    }

    @Test(arguments: [
        "ALTER TABLE articles ALTER title TYPE varchar(50) USING title || ''",
        "INSERT INTO articles (id, title) SELECT id, title FROM articles ON CONFLICT (id) DO UPDATE SET title = excluded.title",
        "UPDATE articles SET title = title",
    ])
    func `rows that are written anew with the same values are stale where they stand without fields`(
        _ sql: String
    ) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(sql)
        #expect(try stage.look() == ["/articles/one", "/articles/three", "/articles/two"])
        #expect(try stage.look() == [])
    }
}
