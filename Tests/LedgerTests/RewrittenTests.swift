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
            ("ALTER TABLE articles ALTER mood TYPE varchar(80)", []),
            ("ALTER TABLE articles ALTER title TYPE varchar(80) USING title || ''", []),
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
        let stale = try stage.look()
        #expect(stale == paths, "\(sql)")
        try expectQuiet(stage)
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

    /// `/list` does not show the first article, but row versions cannot tell that after the table is rewritten.
    @Test func `an edit before a table is rewritten is found`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1; UPDATE authors SET name = 'Bob' WHERE id = 2")
        try stage.sql("VACUUM FULL articles")
        let stale = try stage.look()
        #expect(stale == ["/all/one", "/articles/one", "/list", "/newest", "/title/one"])
        try expectQuiet(stage)
    }

    /// With another file the same table's versions mean other things, and the answer is that all pages are stale.
    @Test func `where the file changed as well, versions decide`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try statements(
            "CREATE TEMP TABLE kept AS TABLE articles; TRUNCATE articles CASCADE; INSERT INTO articles TABLE kept",
            stage)
        stage.yaml = Self.site.replacing("[author]", with: "[author, topics]")
        #expect(try stage.look() == Self.all.filter { !$0.hasPrefix("/title") && !$0.hasPrefix("/all") })
        try expectQuiet(stage)
    }

    @Test func `an ignored column that is dropped makes nothing stale`() throws {
        let file =
            "collections: { articles: { ignore: [mood], routes: [\"/{slug}\", { path: /list, sort: [-id], limit: 2 }] } }"
        let stage = try Stage(file, rows: Self.rows)
        stage.yaml = file.replacing("ignore: [mood], ", with: "")
        #expect(try stage.look() == ["/list", "/one", "/three", "/two"])
        stage.yaml = file.replacing("mood", with: "body")
        #expect(try stage.look() == ["/list", "/one", "/three", "/two"])
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

    private func expectQuiet(_ stage: Stage) throws {
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }
}
