import Freshen
import PostgresClient
import TestSupport
import Testing

/// Rows that are written in every way, and dates that pass.
@Suite(.timeLimit(.minutes(10))) struct RowTests {
    @Test func `an edit is stale on the pages that show it`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        #expect(try stage.look() == ["/articles/one"])
        try stage.sql("UPDATE articles SET slug = 'uno' WHERE id = 1")
        #expect(try stage.look() == ["/articles/one", "/articles/uno", "/sitemap.xml"])
    }

    @Test func `TRUNCATE is stale everywhere`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("TRUNCATE articles CASCADE")
        #expect(try stage.look() == ["/articles/one", "/articles/three", "/articles/two", "/sitemap.xml"])
        #expect(try stage.value("SELECT count(*) FROM freshen.item") == "0")
    }

    @Test func `TRUNCATE and the same number of rows again is found`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            "TRUNCATE articles CASCADE; INSERT INTO articles (id, title, slug) VALUES (1, 'One', 'one'), (2, 'B', 'two'), (4, 'D', 'd')"
        )
        #expect(try stage.look() == ["/articles/d", "/articles/three", "/articles/two", "/sitemap.xml"])
    }

    @Test func `several deleted rows are stale, beside as many new ones too`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("DELETE FROM articles WHERE id IN (1, 2)")
        #expect(try stage.look() == ["/articles/one", "/articles/two", "/sitemap.xml"])
        try stage.sql("DELETE FROM articles WHERE id = 3; INSERT INTO articles (id, title, slug) VALUES (4, 'D', 'd')")
        #expect(try stage.look() == ["/articles/d", "/articles/three", "/sitemap.xml"])
    }

    @Test func `a key that changed is a row gone and a row new`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET id = 9, slug = 'nine' WHERE id = 1")
        #expect(try stage.look() == ["/articles/nine", "/articles/one", "/sitemap.xml"])
        #expect(try stage.value("SELECT string_agg(key, ',' ORDER BY key) FROM freshen.item") == "2,3,9")
    }

    @Test func `a row that comes back under its key is compared by value where the route names fields`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            "DELETE FROM articles WHERE id = 1; INSERT INTO articles (id, title, slug) VALUES (1, 'One', 'one')")
        #expect(try stage.look() == ["/articles/one"])
        try stage.sql(
            "DELETE FROM articles WHERE id = 1; INSERT INTO articles (id, title, slug) VALUES (1, 'One', 'uno')")
        #expect(try stage.look() == ["/articles/one", "/articles/uno", "/sitemap.xml"])
    }

    // MARK: Transactions

    @Test func `a transaction that commits after later ones is not missed`() throws {
        let stage = try Stage(rows: threeArticles)
        let importer = try open(stage.conninfo)
        try importer.execute(
            "BEGIN; UPDATE articles SET body = 'imported' WHERE id = 1; DELETE FROM articles WHERE id = 2")
        try stage.sql("UPDATE articles SET body = 'edited' WHERE id = 3")
        #expect(try stage.look() == ["/articles/three"])
        // The open transaction holds the horizon back: rows written since then are compared again, and are the same.
        for _ in 1...3 { #expect(try stage.look() == []) }
        try stage.sql("UPDATE articles SET body = 'edited again' WHERE id = 3")
        #expect(try stage.look() == ["/articles/three"])
        try importer.execute("COMMIT")
        #expect(try stage.look() == ["/articles/one", "/articles/two", "/sitemap.xml"])
        #expect(try stage.look() == [])
    }

    @Test func `a transaction that was open during the first look is not missed`() throws {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let importer = try open(stage.conninfo)
        try importer.execute("BEGIN; INSERT INTO articles (id, title, slug) VALUES (4, 'D', 'd')")
        #expect(try stage.look() == [])
        try importer.execute("COMMIT")
        #expect(try stage.look() == ["/articles/d", "/sitemap.xml"])
    }

    @Test func `what a subtransaction wrote counts, and what was rolled back does not`() throws {
        let stage = try Stage(rows: threeArticles)
        let importer = try open(stage.conninfo)
        try importer.execute(
            """
            BEGIN; SAVEPOINT a; UPDATE articles SET body = 'kept' WHERE id = 1; RELEASE a;
            SAVEPOINT b; UPDATE articles SET body = 'lost' WHERE id = 2; ROLLBACK TO b;
            SAVEPOINT c; SAVEPOINT d; UPDATE articles SET body = 'kept' WHERE id = 3; RELEASE d; RELEASE c
            """)
        #expect(try stage.look() == [])
        try stage.sql("CREATE TABLE other (); SELECT pg_current_xact_id()")
        #expect(try stage.look() == [])
        try importer.execute("COMMIT")
        #expect(try stage.look() == ["/articles/one", "/articles/three"])
        try stage.sql("BEGIN; UPDATE articles SET body = 'lost'; ROLLBACK")
        #expect(try stage.look() == [])
    }

    @Test(.enabled("the server allows no prepared transactions") { try preparedTransactions() > 0 })
    func `a prepared transaction counts when it is committed`() throws {
        let stage = try Stage(rows: threeArticles)
        let name = databaseName(stage.conninfo)
        try stage.sql("BEGIN; UPDATE articles SET body = 'prepared' WHERE id = 1; PREPARE TRANSACTION '\(name)'")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET body = 'edited' WHERE id = 2")
        #expect(try stage.look() == ["/articles/two"])
        try stage.sql("COMMIT PREPARED '\(name)'")
        #expect(try stage.look() == ["/articles/one"])
    }

    // MARK: Dates

    @Test func `a date that passes makes pages stale without a write`() throws {
        let stage = try Stage(
            rows: """
                INSERT INTO articles (id, title, slug, published_at, expires_at)
                VALUES (1, 'A', 'a', '2026-01-01T01:00Z', '2026-01-01T02:00Z')
                """)
        let pages = ["/articles/a", "/sitemap.xml"]
        stage.now = instant("2026-01-01T00:59:59.999999Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == pages)
        stage.now = instant("2026-01-01T01:59Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-01-01T02:00Z")
        #expect(try stage.look() == pages)
        stage.now = instant("2027-01-01T00:00Z")
        #expect(try stage.look() == [])
    }

    @Test func `what was published and expired between two looks is stale once`() throws {
        let stage = try Stage(
            rows: """
                INSERT INTO articles (id, title, slug, published_at, expires_at)
                VALUES (1, 'A', 'a', '2026-01-01T01:00Z', '2026-01-01T02:00Z')
                """)
        stage.now = instant("2026-01-01T03:00Z")
        #expect(try stage.look() == ["/articles/a", "/sitemap.xml"])
        #expect(try stage.look() == [])
        #expect(try stage.value("SELECT visible FROM freshen.item") == "f")
    }

    @Test func `what was hidden and shown again between two looks is stale once`() throws {
        let stage = try Stage(
            """
            collections:
              articles:
                visible: { _or: [{ expires_at: { _gt: $NOW } }, { published_at: { _lte: $NOW } }] }
                routes: [{ path: "/articles/{slug}", fields: [title] }]
            """,
            rows: """
                INSERT INTO articles (id, title, slug, expires_at, published_at)
                VALUES (1, 'A', 'a', '2026-01-01T01:00Z', '2026-01-01T02:00Z')
                """)
        stage.now = instant("2026-01-01T03:00Z")
        #expect(try stage.look() == ["/articles/a"])
        #expect(try stage.look() == [])
    }

    @Test func `a date that passed and was postponed before the next look makes its pages stale`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: [{ path: "/articles/{slug}", fields: [title] }] }
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at)
                VALUES (1, 'A', 'a', '2026-01-01T01:00Z'), (2, 'B', 'b', '2026-01-01T05:00Z')
                """)
        try stage.sql("UPDATE articles SET published_at = '2026-01-02T00:00Z'")
        stage.now = instant("2026-01-01T01:30Z")
        #expect(try stage.look() == ["/articles/a"])
        #expect(try stage.look() == [])
    }

    @Test func `a date that passes beside an edit of another item is found`() throws {
        let stage = try Stage(
            rows: threeArticles + ", (4, 'D', 'd'); UPDATE articles SET published_at = '2026-01-01T01:00Z' WHERE id = 4"
        )
        stage.now = instant("2026-01-01T01:30Z")
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        #expect(try stage.look() == ["/articles/d", "/articles/one", "/sitemap.xml"])
        stage.now = instant("2026-01-01T02:00Z")
        try stage.sql("DELETE FROM articles WHERE id = 2")
        #expect(try stage.look() == ["/articles/two", "/sitemap.xml"])
    }

    @Test func `a list is stale when a date of what it shows passes, without a write`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: ["/articles/{slug}"] }
              topics: { routes: ["/topics/{slug}", { path: "/first/{slug}", fields: [articles.articles_id.title] }] }
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-01-01T01:00Z'), (2, 'B', 'b', NULL);
                INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1), (2, 2)
                """)
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == ["/articles/a", "/first/t", "/topics/t"])
        #expect(try stage.look() == [])
    }

    // MARK: Related rows

    @Test func `a child of a junction without a foreign key that moves leaves one page and enters another`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [\"/topics/{topics.topics_id.slug}\"] } }",
            rows: threeArticles + """
                ; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1), (2, 2);
                ALTER TABLE articles_topics DROP CONSTRAINT articles_topics_articles_id_fkey,
                  DROP CONSTRAINT articles_topics_topics_id_fkey
                """)
        try stage.sql("UPDATE articles_topics SET topics_id = 2 WHERE articles_id = 1")
        #expect(try stage.look() == ["/topics/t", "/topics/u"])
        try stage.sql("UPDATE articles_topics SET articles_id = 3 WHERE articles_id = 1")
        #expect(try stage.look() == ["/topics/u"])
        // No foreign key guards this row: the junction row stays and points to nothing.
        try stage.sql("DELETE FROM topics WHERE id = 2")
        #expect(try stage.look() == ["/topics/u"])
        try stage.sql("INSERT INTO topics VALUES (2, 'U', 'w')")
        #expect(try stage.look() == ["/topics/w"])
        try stage.sql("DELETE FROM articles_topics")
        #expect(try stage.look() == ["/topics/w"])
    }

    @Test func `a parent that is deleted takes its name from the pages of its children`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: [{ path: "/articles/{slug}", fields: [author.name] }, "/authors/{author.slug}"] }
            """,
            rows: """
                INSERT INTO authors VALUES (1, 'Ann', 'ann'), (2, 'Ben', 'ben');
                INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 2)
                """)
        try stage.sql("DELETE FROM authors WHERE id = 1")
        #expect(try stage.look() == ["/articles/a", "/authors/ann"])
        #expect(try stage.look() == [])
    }

    @Test func `a key column with a collation of its own can be compared`() throws {
        let stage = try Stage(
            "collections: { notes: { publish_at: day, zone: UTC, routes: [\"/notes/{name}\"] } }",
            rows: """
                CREATE TABLE notes (name text COLLATE "POSIX" PRIMARY KEY, day timestamp, body text);
                INSERT INTO notes VALUES ('a', '2025-01-01'), ('b', '2026-01-02')
                """)
        try stage.sql("UPDATE notes SET body = 'new' WHERE name = 'a'")
        stage.now = instant("2026-01-03T00:00Z")
        #expect(try stage.look() == ["/notes/a", "/notes/b"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test(.enabled("the server has ICU", { try PostgresServer.running().hasICU() }), arguments: ["on", "off"])
    func `keys that a collation takes for the same are told apart`(hashes: String) throws {
        let stage = try Stage(
            "collections: { notes: { routes: [\"/notes/{id}/{name}\", { path: /all, fields: [name], sort: [name], limit: 9 }] } }",
            rows: """
                CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TABLE notes (id text COLLATE loose PRIMARY KEY, name text); INSERT INTO notes VALUES ('A', 'a'), ('B', 'b')
                """)
        try stage.own.execute("SET enable_hashjoin = \(hashes); SET enable_hashagg = \(hashes)")
        try stage.sql("UPDATE notes SET id = 'a' WHERE id = 'A'; UPDATE notes SET name = 'c' WHERE id = 'B'")
        #expect(try stage.look() == ["/all", "/notes/A/a", "/notes/B/b", "/notes/B/c", "/notes/a/a"])
        try stage.sql("DELETE FROM notes WHERE id = 'a'; INSERT INTO notes VALUES ('A', 'a')")
        #expect(try stage.look() == ["/notes/A/a", "/notes/a/a"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a key of several columns can be compared`() throws {
        let stage = try Stage(
            "collections: { notes: { publish_at: day, routes: [\"/{lang}/{name}\"] } }",
            rows: """
                CREATE TABLE notes (lang text, name text, day timestamptz, body text, PRIMARY KEY (lang, name));
                INSERT INTO notes VALUES ('de', 'a"b', '2025-01-01'), ('de', 'b', '2026-01-02T00:00Z'), ('en', 'b', NULL)
                """)
        try stage.sql("UPDATE notes SET body = 'new' WHERE name = 'a\"b'")
        stage.now = instant("2026-01-03T00:00Z")
        #expect(try stage.look() == ["/de/a%22b", "/de/b"])
        try stage.sql("DELETE FROM notes WHERE lang = 'de'")
        #expect(try stage.look() == ["/de/a%22b", "/de/b"])
    }
}

private func preparedTransactions() throws -> Int {
    let connection = try open(Model.database())
    return try connection.query("SHOW max_prepared_transactions").first?[0].flatMap { Int($0) } ?? 0
}
