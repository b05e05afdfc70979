import Freshen
import Testing

/// Writes that a look could miss, each from the write to the log.
@Suite(.timeLimit(.minutes(10))) struct HistoryTests {
    // MARK: One of many rows is deleted or moved

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
    func `a child that gets another parent or none makes its old parent's page stale`(
        _ write: String, _ stale: [String]
    ) throws {
        let stage = try Stage(
            "collections: { authors: { routes: [{ path: \"/by/{slug}\", fields: [articles.title] }] } }",
            rows: Self.people)
        try stage.sql(write)
        #expect(try stage.look() == stale)
        #expect(try stage.look() == [])
    }

    @Test func `rows that no foreign key guards, under _none and _some`() throws {
        let stage = try Stage(
            """
            collections:
              articles:
                visible:
                  translations: { _none: { language: { _eq: xx } } }
                  topics: { _some: { topics_id: { name: { _eq: T } } } }
                routes: [{ path: "/{slug}", fields: [title] }]
            """,
            rows: threeArticles + """
                ; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1), (2, 2), (3, 1);
                ALTER TABLE articles_topics DROP CONSTRAINT articles_topics_articles_id_fkey,
                  DROP CONSTRAINT articles_topics_topics_id_fkey;
                ALTER TABLE topics DROP CONSTRAINT topics_pkey, ADD PRIMARY KEY (id) DEFERRABLE
                """)
        for (write, stale) in [
            ("INSERT INTO articles_translations (articles_id, language) VALUES (1, 'xx')", ["/one"]),
            ("UPDATE articles_translations SET articles_id = 3", ["/one", "/three"]),
            ("DELETE FROM articles_translations", ["/three"]),
            ("DELETE FROM topics WHERE id = 1", ["/one", "/three"]),
            ("INSERT INTO topics VALUES (1, 'T', 't')", ["/one", "/three"]),
            ("UPDATE topics SET id = 3 - id", ["/one", "/three", "/two"]),
        ] {
            try stage.sql(write)
            #expect(try stage.look() == stale, "\(write)")
            #expect(try stage.look(.everyItem) == [], "\(write)")
        }
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

    @Test func `a block of a collection of which nothing is asked is answered as its key, or as null`() throws {
        let stage = try Stage(
            """
            collections:
              pages: { routes: [{ path: "/{permalink}", fields: ["blocks.item:block_text.content"] }] }
              block_quote: { visible: { quote: { _neq: hidden } } }
            """,
            rows: Self.blocks + """
                ; UPDATE pages_blocks SET collection = 'block_quote', item = '7' WHERE pages_id = 1 AND sort = 2
                """)
        for write in [
            "INSERT INTO block_quote VALUES (7, 'Q')", "UPDATE block_quote SET quote = 'hidden'",
            "UPDATE block_quote SET quote = 'R'", "DELETE FROM block_quote",
        ] {
            try stage.sql(write)
            #expect(try stage.look() == ["/one"], "\(write)")
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

    // MARK: Writes that no page shows

    @Test func `a click in the Studio sends nothing, another name of the user does`() throws {
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
        "ALTER TABLE articles ADD note text", "CREATE INDEX ON articles (title)",
        "ALTER TABLE articles ALTER slug SET DEFAULT 'x'",
    ])
    func `what writes no row sends nothing`(_ sql: String) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(sql)
        #expect(try stage.look() == [])
    }

    @Test(arguments: ["VACUUM (FREEZE) articles", "VACUUM (FULL) articles", "CLUSTER articles USING articles_pkey"])
    func `a table that is rewritten sends nothing, and a write before it is found`(_ sql: String) throws {
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
        "INSERT INTO articles (id, title) SELECT id, title FROM articles ON CONFLICT (id) DO UPDATE SET title = excluded.title",
        "UPDATE articles SET title = title",
    ])
    func `rows that are written with the same values are stale on pages of routes without fields`(
        _ sql: String
    ) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(sql)
        #expect(try stage.look() == ["/articles/one", "/articles/three", "/articles/two"])
        #expect(try stage.look() == [])
    }
}
