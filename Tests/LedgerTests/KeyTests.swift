import Testing

/// Which types and collations keys and paths may have.
@Suite(.timeLimit(.minutes(10))) struct KeyTests {
    @Test(arguments: [
        "UPDATE articles SET id = 3 - id WHERE id < 3",
        "DELETE FROM articles WHERE id = 1; UPDATE articles SET id = 1 WHERE id = 2; INSERT INTO articles (id, title, slug) VALUES (2, 'One', 'one')",
        "UPDATE articles SET title = CASE id WHEN 1 THEN 'Two' ELSE 'One' END, slug = CASE id WHEN 1 THEN 'two' ELSE 'one' END WHERE id < 3",
    ])
    func `two keys that are swapped are two items changed`(_ write: String) throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{id}\", fields: [title] }] } }",
            rows: threeArticles
                + "; ALTER TABLE articles DROP CONSTRAINT articles_pkey CASCADE, ADD PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED"
        )
        try stage.sql("BEGIN; \(write); COMMIT")
        #expect(try stage.look() == ["/1", "/2"])
        #expect(try stage.look() == [])
    }

    @Test func `a key may hold any character of a text`() throws {
        let stage = try Stage(
            "collections: { notes: { publish_at: at, routes: [\"/{id}\"], tags: [\"note:{id}\"] } }",
            rows: #"""
                CREATE TABLE notes (id text PRIMARY KEY, at timestamptz DEFAULT '2026-01-01T01:00Z', body text);
                INSERT INTO notes (id) VALUES ('NULL'), ('a"b'), ('a\b'), ('{a,b}'), (E'a\nb'), ('ü/é'), (' '), ('..'), ('%41'), ('/')
                """#)
        stage.now = instant("2026-01-01T01:00Z")
        let all = try stage.look()
        // `/..` is `/`.
        #expect(all.count == 19)
        try stage.sql("UPDATE notes SET body = 'x'")
        #expect(try stage.look() == all)
        try stage.sql("DELETE FROM notes WHERE id = 'NULL'")
        #expect(try stage.look() == ["#note:NULL", "/NULL"])
        try stage.sql("DELETE FROM notes")
        #expect(try stage.look().count == 17)
    }

    @Test func `two columns of different collations in one path`() throws {
        let stage = try Stage(
            "collections: { notes: { routes: [\"/{lang}/{slug}\", \"/{lines.word}/{lang}/{slug}\"], tags: [\"{lang}:{slug}\"] } }",
            rows: """
                CREATE TABLE notes (id int PRIMARY KEY, lang text COLLATE "C", slug text COLLATE "POSIX");
                CREATE TABLE lines (id int PRIMARY KEY, note int REFERENCES notes, word text COLLATE "POSIX");
                INSERT INTO notes VALUES (1, 'de', 'a'); INSERT INTO lines VALUES (1, 1, 'x'), (2, 1, 'X')
                """)
        try stage.sql("UPDATE notes SET slug = 'A'")
        #expect(try stage.look() == ["#de:A", "#de:a", "/X/de/A", "/X/de/a", "/de/A", "/de/a", "/x/de/A", "/x/de/a"])
    }
}
