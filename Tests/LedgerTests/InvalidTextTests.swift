import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// A database in the encoding SQL_ASCII, which holds texts of any bytes.
@Suite(.timeLimit(.minutes(10))) struct InvalidTextTests {
    private static let yaml = """
        collections:
          articles:
            visible: { status: published }
            tags: ['author-{author.name}']
            routes:
              - /articles/{slug}
              - { path: /sitemap.xml, fields: [title] }
              - { path: '/by/{author.name}' }
              - { path: '/list/{slug}', fields: [title], sort: [title] }

        """

    private func stage(_ rows: String) throws -> Stage {
        let database = try PostgresServer.running().makeDatabase(named: "bytes", options: "encoding 'SQL_ASCII'")
        let stage = try Stage(Self.yaml, database: database)
        try stage.sql(Model.schema)
        _ = try Migrator(open(database)).migrate()
        try stage.sql("INSERT INTO authors (id, name) VALUES (1, 'Ada'), (2, 'B'); " + rows)
        return stage
    }

    private func rows(_ stage: Stage) throws -> String {
        let look = try seen(stage.ledger().look(stage.order(isDryRun: true)))
        #expect(look.unread.allSatisfy { $0.exit == .configuration })
        return look.unread.map(\.message).joined(separator: "; ")
    }

    @Test func `a deleted row is found whose key has characters of several bytes`() throws {
        let stage = try stage("CREATE TABLE things (id text PRIMARY KEY, name text)")
        stage.yaml = "collections: { things: { routes: ['/{name}'] } }\n"
        try stage.sql(
            "INSERT INTO things SELECT (array['日本', 'x日', 'ééé'])[1 + i % 3] || i, 'n' || i FROM generate_series(1, 900) AS i"
        )
        try stage.look()
        try stage.sql("DELETE FROM things WHERE name IN ('n6', 'n7', 'n8')")
        #expect(try stage.look() == ["/n6", "/n7", "/n8"])
    }

    @Test func `a draft with other bytes is named, and the others are told`() throws {
        let stage = try stage(threeArticles + "; UPDATE articles SET author = id % 2 + 1")
        #expect(try stage.look() == [])
        try stage.sql(
            #"INSERT INTO articles (id, title, slug, status, author) VALUES (4, E'T\xe9', E'caf\xe9', 'draft', 1)"#)
        try stage.sql("UPDATE articles SET slug = 'eins' WHERE id = 1; UPDATE articles SET slug = 'zwölf' WHERE id = 2")
        #expect(
            try rows(stage) == "texts that are no UTF-8 make no page: correct articles 4 (title); the encoding of the "
                + "database is SQL_ASCII, which takes any bytes")
        #expect(
            try stage.look() == [
                "#author-Ada", "#author-B", "/articles/eins", "/articles/one", "/articles/two", "/articles/zw%C3%B6lf",
                "/by/Ada", "/by/B", "/list/eins", "/list/one", "/list/two", "/list/zw%C3%B6lf",
            ])
        // Published, it has no page but those without the text.
        try stage.sql("UPDATE articles SET status = 'published', title = 'T' WHERE id = 4")
        #expect(try rows(stage).contains("correct articles 4 (slug);"))
        #expect(try stage.look() == ["#author-Ada", "/by/Ada", "/sitemap.xml"])
        try stage.sql("UPDATE articles SET slug = 'cafe' WHERE id = 4")
        #expect(try rows(stage) == "")
        #expect(try stage.look().contains("/articles/cafe"))
    }

    @Test func `so is a related row`() throws {
        let stage = try stage(threeArticles + "; UPDATE articles SET author = 1")
        #expect(try stage.look() == [])
        try stage.sql(#"UPDATE authors SET name = E'\xc3\x28'; UPDATE articles SET title = 'x' WHERE id = 3"#)
        #expect(try rows(stage).contains("correct authors 1 (name), "))
        #expect(try stage.look().contains("/articles/three"))
    }

    @Test(arguments: ["word", "lang, word"])
    func `a row whose key has other bytes is no item until it is corrected`(key: String) throws {
        let stage = try stage(
            """
            CREATE TABLE words (word text, lang text DEFAULT 'de', slug text, author text, PRIMARY KEY (\(key)));
            CREATE INDEX ON words (slug);
            INSERT INTO words SELECT 'w' || i, 'de', 's' || i FROM generate_series(1, 200) AS i
            """)
        stage.yaml = """
            collections:
              words: { routes: ['/{slug}', { path: '/first', fields: [slug], sort: [slug], limit: 2 }] }

            """
        #expect(try stage.look() == [])
        try stage.sql(
            #"INSERT INTO words VALUES (E'caf\xe9', 'de', 's0'); UPDATE words SET slug = 'x' WHERE slug = 's5'"#)
        #expect(try rows(stage).contains(#"caf\351"#))
        #expect(try rows(stage).contains(" (word); "))
        #expect(try stage.look() == ["/s5", "/x"])
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
        // A key that had been valid: its page is gone.
        try stage.sql(#"UPDATE words SET word = E'w9\xff' WHERE slug = 's9'"#)
        #expect(try stage.look() == ["/s9"])
        // Corrected, it is an item like any other.
        try stage.sql(#"UPDATE words SET word = 'café' WHERE slug = 's0'"#)
        #expect(try stage.look() == ["/first", "/s0"])
        try stage.sql("DELETE FROM words WHERE slug = 's9'")
        #expect(try rows(stage) == "")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a related row whose key has other bytes is named, and its items are sent`() throws {
        let stage = try stage(
            """
            CREATE TABLE writers (id text PRIMARY KEY, name text);
            CREATE TABLE words (word text PRIMARY KEY, writer text REFERENCES writers);
            INSERT INTO writers VALUES ('a', 'A'), (E'\\xe9', 'B'); INSERT INTO words VALUES ('one', 'a'), ('two', E'\\xe9')
            """)
        stage.yaml = "collections: { words: { routes: ['/{word}/{writer.name}'] } }\n"
        #expect(try stage.look() == [])
        try stage.sql("UPDATE writers SET name = name || 'x'")
        #expect(try rows(stage).contains(#"writers \351 (id)"#))
        #expect(try stage.look() == ["/one/A", "/one/Ax", "/two/B", "/two/Bx"])
    }
}
