import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Keys of unusual types, tables that inherit, and foreign tables among them.
@Suite(.timeLimit(.minutes(10))) struct OddKeyTests {
    private func refusal(_ stage: Stage) throws -> String {
        let failure = try #require(throws: Failure.self) { _ = try stage.ledger().look(stage.order()) }
        #expect(failure.exit == .configuration)
        return failure.message
    }

    @Test(
        "a key of any type is found again",
        arguments: [
            ("a int[], b text", "a, b", "'{1,2}', 'x'"), ("a pair, b int", "a, b", #"'(1,"a, ""b")', 1"#),
            ("a pair[], b int", "b, a", #"'{"(1,x)"}', 1"#), ("a pair", "a", #"'(1,"a, b")'"#),
            ("a hstore", "a", "'a=>1, b=>NULL'"), ("a hstore, b int", "a, b", "'a=>1, b=>NULL', 1"),
            ("a text[], b timestamptz", "a, b", #"'{"x, y",NULL}', '2026-01-01'"#),
            ("a int4range, b inet", "a, b", "'[1,5)', '::1'"),
            ("a jsonb, b int", "a, b", #"'{"x": [1, null]}', 1"#), ("a bytea, b bool", "a, b", #"'\x00ff', true"#),
        ])
    func keys(_ columns: String, _ key: String, _ values: String) throws {
        let stage = try Stage(
            "collections: { odd: { routes: ['/{name}'] } }\n",
            rows: """
                CREATE EXTENSION hstore; CREATE TYPE pair AS (x int, y text);
                CREATE TABLE odd (\(columns), name text, PRIMARY KEY (\(key))); INSERT INTO odd VALUES (\(values), 'one')
                """)
        try stage.sql("UPDATE odd SET name = 'two'")
        #expect(try stage.look() == ["/one", "/two"])
        #expect(try stage.look(.everyItem) == [])
        try stage.sql("DELETE FROM odd")
        #expect(try stage.look() == ["/two"])
    }

    @Test func `a key that is too long is refused with the table's name`() throws {
        let stage = try Stage(
            "collections: { odd: { routes: ['/{name}'] } }\n",
            rows: "CREATE TABLE odd (k bytea PRIMARY KEY, name text); INSERT INTO odd VALUES ('\\x01', 'one')")
        try stage.sql(
            "INSERT INTO odd SELECT string_agg(decode(md5(i::text), 'hex'), ''), 'long' FROM generate_series(1, 100) AS i"
        )
        #expect(try refusal(stage).hasPrefix("odd has a key of more bytes than the ledger can hold"))
        try stage.sql("DELETE FROM odd WHERE name = 'long'; UPDATE odd SET name = 'two'")
        #expect(try stage.look() == ["/one", "/two"])
    }

    @Test func `a table that inherits is part of its parent, until it repeats a key`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: ['/{slug}/{author.name}'] } }\n",
            rows: """
                INSERT INTO authors (id, name) VALUES (1, 'Ada'); CREATE TABLE guests (topic text) INHERITS (authors);
                \(threeArticles); UPDATE articles SET author = 1; INSERT INTO guests (id, name) VALUES (2, 'Guest');
                ALTER TABLE articles DROP CONSTRAINT articles_author_fkey; UPDATE articles SET author = 2 WHERE id = 2
                """)
        try stage.sql("UPDATE guests SET name = 'G'")
        #expect(try stage.look() == ["/two/G", "/two/Guest"])
        try stage.sql(
            "INSERT INTO guests (id, name) VALUES (1, 'Ada again')")
        #expect(
            try refusal(stage)
                == "authors has the key 1 more than once, in tables that inherit from it: make the keys different, "
                + "or take the tables out (ALTER TABLE … NO INHERIT authors)")
        stage.yaml = "collections: { authors: { routes: ['/{name}'] } }\n"
        #expect(try refusal(stage).hasPrefix("authors has the key 1 more than once"))
    }

    @Test func `a foreign table among the children is refused, wherever the parent is read`() throws {
        let stage = try Stage(
            site,
            rows: """
                CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
                CREATE FOREIGN TABLE elsewhere () INHERITS (authors) SERVER files OPTIONS (filename '/dev/null')
                """)
        let reason = "the foreign table elsewhere is part of authors, and its rows have no versions"
        for (yaml, message) in [
            ("authors: { routes: ['/{name}'] }", "freshen.yaml:1:16: \(reason): "),
            ("articles: { shows: [author] }", "freshen.yaml:1:36: articles.author cannot be followed: \(reason)"),
        ] {
            stage.yaml = "collections: { \(yaml) }\n"
            #expect(try refusal(stage).hasPrefix(message))
        }
        stage.yaml = site
        #expect(try stage.look() == [], "nothing else is refused")
    }
}
