import Freshen
import TestSupport
import Testing

/// Tables that are altered or rewritten: pages are stale only if what they show differs.
@Suite(.timeLimit(.minutes(10))) struct RewrittenTests {
    private static let site = """
        collections:
          articles:
            visible: { status: { _eq: published } }
            shows: [author]
            routes:
              - "/articles/{slug}"
              - { path: "/title/{slug}", fields: [title] }
              - { path: "/all/{slug}", fields: ["*", "author.*"] }
              - { path: /list, sort: [-id], limit: 2 }
              - { path: /newest, fields: ["*"], sort: [-published_at], limit: 2 }
        """

    private static let rows =
        "INSERT INTO authors VALUES (1, 'Ann', 'ann'), (2, 'Ben', 'ben');" + threeArticles
        + "; UPDATE articles SET author = 1 WHERE id < 3; ALTER TABLE articles ADD mood text; UPDATE articles SET mood = 'x' WHERE id = 2"

    private static let all =
        (["one", "two", "three"].flatMap { ["/articles/\($0)", "/title/\($0)", "/all/\($0)"] } + ["/list", "/newest"])
        .sorted()

    @Test(.enabled("the server has ICU", { try PostgresServer.running().hasICU() }))
    func `another collation of a column is another order, and another visibility`() throws {
        let stage = try Stage(
            """
            collections:
              articles:
                visible: { title: { _gt: "B" } }
                routes: [{ path: /first, fields: [slug], sort: [title], limit: 1 }, "/articles/{slug}"]
            """,
            rows: """
                ALTER TABLE articles ALTER title TYPE text COLLATE "C"; INSERT INTO articles (id, title, slug) VALUES
                  (1, 'a', 'a'), (2, 'C', 'c'), (3, 'bb', 'b')
                """)
        try stage.sql("ALTER TABLE articles ALTER title TYPE text COLLATE \"en-x-icu\"")
        #expect(try stage.look() == ["/articles/a", "/first"])
        #expect(try stage.look(.everyItem) == [])
    }

    /// What each statement makes stale: `two` with its lists where only the second article has the value.
    @Test(
        "an altered table",
        arguments: [
            ("ALTER TABLE articles DROP mood", ["/all/two", "/articles/two", "/list", "/newest"]),
            ("ALTER TABLE articles RENAME mood TO humour", ["/all/two", "/articles/two", "/list", "/newest"]),
            (
                "ALTER TABLE articles DROP mood; ALTER TABLE articles ADD mood text DEFAULT 'x'",
                ["/all/one", "/all/three", "/articles/one", "/articles/three", "/list", "/newest"]
            ),
            ("ALTER TABLE articles ADD note text", []),
            ("ALTER TABLE articles ALTER mood TYPE varchar(80)", ["/newest"]),
            // Items with equal sort values, whose order is undefined, have other versions.
            ("ALTER TABLE articles ALTER title TYPE varchar(80) USING title || ''", ["/newest"]),
            (
                "ALTER TABLE authors RENAME name TO called",
                ["/all/one", "/all/two", "/articles/one", "/articles/two", "/list"]
            ),
            ("ALTER TABLE authors ADD note text", []),
            (
                "ALTER TABLE authors ADD note int DEFAULT 1",
                ["/all/one", "/all/two", "/articles/one", "/articles/two", "/list"]
            ),
        ])
    func altered(_ sql: String, _ paths: [String]) throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try stage.sql(sql)
        try expect(paths, stage, "\(sql)")
    }

    /// The last one is what pg_repack leaves: other rows in another file of the same table.
    @Test(
        "a table that is rewritten with the same values",
        arguments: [
            "VACUUM FULL articles", "CLUSTER articles USING articles_pkey",
            "ALTER TABLE articles ALTER id TYPE bigint; ALTER TABLE articles ALTER id TYPE int",
            "CREATE TEMP TABLE kept AS TABLE articles; TRUNCATE articles CASCADE; INSERT INTO articles TABLE kept",
            """
            CREATE TABLE copy (LIKE articles INCLUDING ALL); INSERT INTO copy TABLE articles;
            ALTER TABLE articles RENAME TO old; ALTER TABLE copy RENAME TO articles;
            ALTER TABLE articles ADD FOREIGN KEY (author) REFERENCES authors
            """,
        ])
    func rewritten(_ sql: String) throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try statements(sql, stage)
        #expect(try stage.look() == [], "\(sql)")
        try expectQuiet(stage)
    }

    /// A deployment changes both.
    @Test(
        "a table is altered together with the file",
        arguments: [
            ("ALTER TABLE articles RENAME mood TO humour", ["/all/two", "/articles/two", "/list", "/newest"]),
            ("ALTER TABLE articles DROP mood", ["/all/two", "/articles/two", "/list", "/newest"]),
            ("VACUUM FULL articles", []),
        ])
    func deployed(_ sql: String, _ paths: [String]) throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try stage.sql(sql)
        stage.yaml += "\n  topics: { routes: [\"/topics/{slug}\"] }\n"
        try expect(paths, stage, "\(sql)")
    }

    @Test(
        "the only route",
        arguments: [
            (
                "{ path: /m, fields: [t], sort: [id], limit: 2 }",
                "ALTER TABLE notes DROP t; ALTER TABLE notes ADD t text DEFAULT 'n'", ["/m"]
            ),
            (
                "{ path: /m, fields: [\"*\"], sort: [id], limit: 2 }", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
                ["/m"]
            ),
            ("{ path: /m, fields: [n], sort: [id], limit: 2 }", "ALTER TABLE notes ALTER n TYPE bigint", ["/m"]),
            ("{ path: \"/{id}\", fields: [n] }", "ALTER TABLE notes ALTER n TYPE text", ["/1", "/2"]),
            ("{ path: \"/{id}\", fields: [t] }", "ALTER TABLE notes ALTER t TYPE json USING t::json", ["/1", "/2"]),
            ("{ path: \"/{id}\", fields: [\"*\"] }", "ALTER TABLE notes RENAME t TO u", ["/1", "/2"]),
            ("{ path: \"/{id}\", fields: [\"*\"] }", "ALTER TABLE notes ADD z text", []),
            ("{ path: \"/{id}\", fields: [\"*\"] }", "VACUUM FULL notes", []),
            ("{ path: /m, sort: [id], limit: 2 }", "VACUUM FULL notes", []),
            ("{ path: /m, sort: [id], limit: 2 }", "ALTER TABLE notes DROP t", ["/m"]),
            ("\"/{id}\"", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", ["/1", "/2"]),
            ("\"/{id}\"", "ALTER TYPE address ADD ATTRIBUTE house text", ["/1", "/2"]),
        ])
    func onlyRoute(_ route: String, _ sql: String, _ paths: [String]) throws {
        let stage = try Stage(
            "collections: { notes: { routes: [\(route)] } }",
            rows: """
                CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN once AS mood; CREATE DOMAIN twice AS once;
                CREATE TYPE address AS (street text); CREATE TYPE place AS (at address[], felt mood);
                CREATE TABLE notes (id int PRIMARY KEY, n int, t text, m twice, p place);
                INSERT INTO notes SELECT i, i, '[1]', 'sad', ROW(ARRAY[ROW('x')::address], 'sad')::place FROM generate_series(1, 2) AS i
                """)
        try statements(sql, stage)
        try expect(paths, stage, "\(route): \(sql)")
    }

    /// `/list` does not show the first article, but row versions cannot tell that after the table is rewritten.
    @Test func `an edit before a table is rewritten is found`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1; UPDATE authors SET name = 'Bob' WHERE id = 2")
        try stage.sql("VACUUM FULL articles")
        let stale = try stage.look()
        #expect(stale == ["/all/one", "/articles/one", "/list", "/newest", "/title/one"])
        try expectQuiet(stage)
    }

    @Test func `a relation that the file shows from now on is a difference where it has rows`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try statements(
            "CREATE TEMP TABLE kept AS TABLE articles; TRUNCATE articles CASCADE; INSERT INTO articles TABLE kept",
            stage)
        try stage.sql(
            "INSERT INTO topics VALUES (1, 'T', 't'); INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1)"
        )
        stage.yaml = Self.site.replacing("[author]", with: "[author, topics]")
        let stale = try stage.look()
        #expect(stale == ["/all/one", "/articles/one", "/list", "/newest"])
        try expectQuiet(stage)
    }

    @Test func `an ignored column that is dropped makes nothing stale`() throws {
        let file =
            "collections: { articles: { ignore: [mood], routes: [\"/{slug}\", { path: /list, sort: [-id], limit: 2 }] } }"
        let stage = try Stage(file, rows: Self.rows)
        stage.yaml = file.replacing("ignore: [mood], ", with: "")
        _ = try stage.look()
        stage.yaml = file.replacing("mood", with: "body")
        _ = try stage.look()
        try stage.sql("ALTER TABLE articles ADD note text")
        #expect(try stage.look() == [])
        try stage.sql("ALTER TABLE articles DROP mood")
        #expect(try stage.look() == ["/list", "/two"])
        try expectQuiet(stage)
    }

    @Test func `a value of an enumeration that is renamed, in a column that no route names`() throws {
        let stage = try Stage(
            "collections: { notes: { shows: [friend], routes: [\"/{id}\"] } }",
            rows: """
                CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TYPE pair AS (x int, y text);
                CREATE TABLE friends (id int PRIMARY KEY, kinds kind[], pair pair);
                CREATE TABLE notes (id int PRIMARY KEY, kind kind, friend int REFERENCES friends);
                INSERT INTO friends VALUES (1, '{b}', '(1,a)'); INSERT INTO notes VALUES (1, 'a', NULL), (2, 'b', NULL), (3, NULL, 1)
                """)
        try stage.sql("ALTER TYPE kind RENAME VALUE 'a' TO 'c'")
        #expect(try stage.look() == ["/1"])
        try stage.sql("ALTER TYPE kind RENAME VALUE 'b' TO 'd'")
        #expect(try stage.look() == ["/2", "/3"])
        try stage.sql("ALTER TYPE pair ADD ATTRIBUTE z int")
        #expect(try stage.look() == ["/3"])
        try expectQuiet(stage)
    }

    /// VACUUM cannot run in a transaction, and several statements at once are one.
    private func statements(_ sql: String, _ stage: Stage) throws {
        for statement in sql.split(separator: ";") { try stage.sql(String(statement)) }
    }

    /// Expects a look to find these paths, and nothing after it.
    private func expect(
        _ paths: [String], _ stage: Stage, _ what: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let stale = try stage.look(location: location)
        #expect(stale == paths, "\(what)", sourceLocation: location)
        try expectQuiet(stage)
    }

    private func expectQuiet(_ stage: Stage) throws {
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }
}
