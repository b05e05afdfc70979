import Testing

/// Values that change although no row is written, because the structure of the tables changes.
@Suite(.timeLimit(.minutes(10))) struct UnwrittenTests {
    @Test func `a relation's column that is dropped and added with a default`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{slug}\", fields: [author.name] }] } }",
            rows: """
                INSERT INTO authors VALUES (1, 'Ann', 'ann'), (2, 'Ben', 'ben');
                INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 2)
                """)
        try stage.sql(
            "ALTER TABLE articles DROP author; ALTER TABLE articles ADD author int DEFAULT 2 REFERENCES authors")
        #expect(try stage.look() == ["/a"])
    }

    @Test func `a junction's column that is dropped and added with a default`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [\"/{topics.topics_id.slug}\"] } }",
            rows: threeArticles + """
                ; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1), (2, 2)
                """)
        try stage.sql(
            "ALTER TABLE articles_topics DROP topics_id; ALTER TABLE articles_topics ADD topics_id int DEFAULT 2 REFERENCES topics ON DELETE CASCADE"
        )
        #expect(try stage.look() == ["/t", "/u"])
    }

    @Test func `a sort column that is dropped and added with a default`() throws {
        let stage = try Stage(
            "collections: { pages: { routes: [{ path: \"/{permalink}\", fields: [\"blocks.item:block_text.content\"] }] } }",
            rows: """
                INSERT INTO pages VALUES (1, 'One', 'one'); INSERT INTO block_text VALUES (1, 'x'), (2, 'y');
                INSERT INTO pages_blocks (pages_id, sort, collection, item) VALUES (1, 1, 'block_text', '1'), (1, 2, 'block_text', '2')
                """)
        try stage.sql("ALTER TABLE pages_blocks DROP sort; ALTER TABLE pages_blocks ADD sort int DEFAULT 1")
        #expect(try stage.look() == ["/one"])
    }

    @Test func `a value of an enumeration that is renamed`() throws {
        let stage = try Stage(
            "collections: { notes: { routes: [{ path: \"/{id}\", fields: [kind] }] } }",
            rows: """
                CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TABLE notes (id int PRIMARY KEY, kind kind);
                INSERT INTO notes VALUES (1, 'a'), (2, 'b')
                """)
        try stage.sql("ALTER TYPE kind RENAME VALUE 'a' TO 'c'")
        #expect(try stage.look() == ["/1"])
    }

    @Test func `a generated column whose expression changes`() throws {
        let stage = try Stage(
            "collections: { notes: { routes: [{ path: \"/{id}\", fields: [twice] }] } }", unseen: true)
        let version = try #require(try stage.value("SHOW server_version_num").flatMap { Int($0) })
        let virtual = version >= 180_000 ? "VIRTUAL" : "STORED"
        try stage.sql(
            "CREATE TABLE notes (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) \(virtual)); INSERT INTO notes VALUES (1, 1)"
        )
        #expect(try stage.look() == [])
        if version >= 170_000 {
            try stage.sql("ALTER TABLE notes ALTER twice SET EXPRESSION AS (n * 3)")
        } else {
            try stage.sql(
                "ALTER TABLE notes DROP twice; ALTER TABLE notes ADD twice int GENERATED ALWAYS AS (n * 3) STORED")
        }
        #expect(try stage.look() == ["/1"])
    }

    @Test func `a partition of a partition that is exchanged`() throws {
        let stage = try Stage(
            "collections: { notes: { routes: [{ path: \"/{id}\", fields: [body] }] } }",
            rows: """
                CREATE TABLE notes (id int, body text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
                CREATE TABLE low PARTITION OF notes FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id);
                CREATE TABLE lowest PARTITION OF low FOR VALUES FROM (0) TO (10);
                INSERT INTO notes VALUES (1, 'a');
                CREATE TABLE other (LIKE notes INCLUDING ALL); INSERT INTO other VALUES (1, 'b')
                """)
        #expect(try stage.look() == [])
        try stage.sql(
            "ALTER TABLE low DETACH PARTITION lowest; ALTER TABLE low ATTACH PARTITION other FOR VALUES FROM (0) TO (10)"
        )
        #expect(try stage.look() == ["/1"])
    }

    @Test func `two columns that exchange their names`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{slug}\", fields: [title] }] } }", rows: threeArticles)
        try stage.sql(
            """
            ALTER TABLE articles RENAME title TO t; ALTER TABLE articles RENAME body TO title;
            ALTER TABLE articles RENAME t TO body
            """)
        #expect(try stage.look() == ["/one", "/three", "/two"])
    }
}
