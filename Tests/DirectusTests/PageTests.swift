import Freshen
import LedgerSQL
import Testing

/// Paths and tags, and what their fingerprints depend on.
@Suite(.timeLimit(.minutes(10))) struct PageTests {
    // MARK: Spelling

    @Test func `every byte outside of a URL's is percent-encoded, and slashes are kept`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, c text);
            INSERT INTO t SELECT i, 'x' || chr(i) || 'y' FROM generate_series(1, 127) AS i;
            INSERT INTO t VALUES (200, 'grün €'), (201, 'a/b'), (202, 'a//b'), (203, '/a/'), (204, '100%'), (205, '\u{1F600}')
            """)
        let pages = try bench.pages("t: { routes: [ '/p/{c}' ] }")
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/".utf8)
        for byte in 1...127 as ClosedRange<UInt8> {
            let hex = String(byte, radix: 16, uppercase: true)
            let text =
                kept.contains(byte)
                ? String(decoding: [byte], as: UTF8.self) : "%" + (hex.count == 1 ? "0" : "") + hex
            #expect(pages[String(byte)] == ["/p/x\(text)y"])
        }
        #expect(pages["200"] == ["/p/gr%C3%BCn%20%E2%82%AC"])
        #expect(pages["201"] == ["/p/a/b"])
        #expect(pages["202"] == ["/p/a/b"])
        #expect(pages["203"] == ["/p/a"])
        #expect(pages["204"] == ["/p/100%25"])
        #expect(pages["205"] == ["/p/%F0%9F%98%80"])
    }

    @Test
    func `a path begins with one slash and ends without, null yields no path, and an empty value is an empty segment`()
        throws
    {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1,'x','y'),(2,'/x','//y'),(3,'x',NULL),(4,'','y')"
        )
        let pages = try bench.pages("t: { routes: [ '{a}', '//{a}//{b}', '/grün/50%20/{b}/' ] }")
        #expect(pages["1"] == ["/x", "/x/y", "/gr%C3%BCn/50%20/y"])
        #expect(pages["2"] == ["/x", "/x/y", "/gr%C3%BCn/50%20/y"])
        #expect(pages["3"] == ["/x"])
        #expect(pages["4"] == ["/", "/y", "/gr%C3%BCn/50%20/y"])
    }

    @Test func `rewrites, patterns, tags and routes without a path`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1,'x y','z'),(2,'x',NULL)")
        let source = try #require(
            try bench.sources(
                """
                t:
                  routes:
                    - { path: "/n/{a}", next: "/m/{b}" }
                    - { path: "/[lang]/(group)/{b}/[slug]", type: page }
                    - { path: "/[lang]", type: layout }
                    - { everything: true }
                    - { pages_of: t }
                  tags: ["t:{a}:{b}"]
                """
            ).first)
        #expect(source.routes.map(\.kind) == [.path, .page, .layout, .everything, .pagesOf, .tag])
        let items = try bench.items(source, Window(at: "2026-01-01T00:00Z"))
        #expect(
            items["1"]?.pages.map { [$0.path, $0.next] } == [
                ["/n/x%20y", "/m/z"], ["/[lang]/(group)/z/[slug]", nil], ["/[lang]", nil], ["", nil], ["", nil],
                ["t:x y:z", nil],
            ])
        #expect(items["2"]?.pages.map(\.path) == ["/[lang]", "", ""])
    }

    @Test func `values of other types are written as the API writes them`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id uuid PRIMARY KEY, n numeric, z timestamptz, d date, b boolean, w timestamp, c time, f float8);
            INSERT INTO t VALUES ('0b7a3c52-7f0e-4b1f-9b60-9d2ab4a4c0de', 1.50, '2026-05-01 12:00:00.25+02', '2026-05-01', true,
              '2026-06-01 12:00:00.5', '09:30', 1e15)
            """)
        #expect(
            try bench.pages("t: { routes: [ '/{id}/{n}/{d}/{b}/{z}', '/{w}/{c}/{f}' ], tags: [ 'at {w}' ] }").values
                .first == [
                    "/0b7a3c52-7f0e-4b1f-9b60-9d2ab4a4c0de/1.50/2026-05-01/true/2026-05-01T10:00:00.250Z",
                    "/2026-06-01T12:00:00/09:30:00/1000000000000000", "at 2026-06-01T12:00:00",
                ])
    }

    @Test func `an item that is not visible has no pages`() throws {
        let bench = try Bench("CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1,'x'),(2,'y')")
        #expect(try bench.pages("t: { visible: { a: x }, routes: [ '/{a}' ] }") == ["1": ["/x"], "2": []])
    }

    // MARK: Fingerprints

    /// A site with a relation of every kind.
    private static let model = """
        CREATE TABLE authors (id int PRIMARY KEY, name text, bio text);
        CREATE TABLE topics (id int PRIMARY KEY, slug text);
        CREATE TABLE languages (code text PRIMARY KEY, name text);
        CREATE TABLE articles (id int PRIMARY KEY, title text, body text, author int REFERENCES authors, extra json,
          price numeric, at timestamptz, f double precision);
        CREATE TABLE articles_topics (id int PRIMARY KEY, articles_id int REFERENCES articles,
          topics_id int REFERENCES topics, sort int);
        CREATE TABLE articles_translations (id int PRIMARY KEY, articles_id int REFERENCES articles,
          languages_code text REFERENCES languages, title text, slug text);
        CREATE TABLE articles_blocks (id int PRIMARY KEY, articles_id int REFERENCES articles, item varchar(255),
          collection varchar(64), sort int);
        CREATE TABLE block_hero (id uuid PRIMARY KEY, headline text, image int);
        CREATE TABLE block_text (id int PRIMARY KEY, content text);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
          one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections, sort_field) VALUES
          ('articles', 'author', 'authors', 'articles', NULL, NULL, NULL),
          ('articles_topics', 'articles_id', 'articles', 'topics', NULL, NULL, 'sort'),
          ('articles_topics', 'topics_id', 'topics', NULL, NULL, NULL, NULL),
          ('articles_translations', 'articles_id', 'articles', 'translations', NULL, NULL, NULL),
          ('articles_translations', 'languages_code', 'languages', NULL, NULL, NULL, NULL),
          ('articles_blocks', 'articles_id', 'articles', 'blocks', NULL, NULL, 'sort'),
          ('articles_blocks', 'item', NULL, NULL, 'collection', 'block_hero,block_text', NULL),
          ('comments', 'article', 'articles', 'comments', NULL, NULL, NULL);
        INSERT INTO authors VALUES (1, 'Ann', 'b'), (2, 'Bob', 'b');
        INSERT INTO topics VALUES (1, 'red'), (2, 'blue'), (3, 'red');
        INSERT INTO languages VALUES ('de', 'Deutsch'), ('en', 'English');
        INSERT INTO articles VALUES (1, 'One', 'body', 1, '{"a":1}', 1.50, '2026-01-01', 0.1);
        INSERT INTO articles_topics VALUES (1, 1, 1, 1), (2, 1, 2, 2);
        INSERT INTO articles_translations VALUES (1, 1, 'de', 'Eins', 'eins'), (2, 1, 'en', 'One', 'one');
        INSERT INTO block_hero VALUES ('0b7a3c52-7f0e-4b1f-9b60-9d2ab4a4c0de', 'Hello', 1);
        INSERT INTO block_text VALUES (1, 'text'), (2, 'more');
        INSERT INTO articles_blocks VALUES (1, 1, '0b7a3c52-7f0e-4b1f-9b60-9d2ab4a4c0de', 'block_hero', 1),
          (2, 1, '1', 'block_text', 2), (3, 1, '2', 'block_text', 3);
        INSERT INTO comments VALUES (1, 1, 'first'), (2, 1, 'second')
        """

    private static let yaml = """
        articles:
          routes:
            - { path: /title, fields: [title] }
            - { path: /author, fields: [author.name] }
            - { path: /key, fields: [author] }
            - { path: /topics, fields: [topics.topics_id.slug] }
            - { path: /blocks, fields: ["blocks.item:block_hero.headline", "blocks.item:block_text.content"] }
            - { path: /hero, fields: ["blocks.item:block_hero.headline"] }
            - { path: /comments, fields: [comments.text] }
            - { path: /count, fields: [comments] }
            - { path: /values, fields: [extra, price, at, f] }
            - { path: "/{translations.languages_code}/{translations.slug}", fields: [translations.title] }
            - { path: "/t/{topics.topics_id.slug}", fields: [body, topics.topics_id.slug] }
            - { path: "/l/{translations.languages_code.name}", fields: [topics.sort, title] }
        """

    /// The paths that `sql` adds or removes, or whose fingerprint it changes.
    private func changed(_ bench: Bench, _ sql: String, yaml: String = PageTests.yaml) throws -> [String] {
        let before = try fingerprints(bench, yaml)
        try bench.run(sql)
        let after = try fingerprints(bench, yaml)
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }

    private func fingerprints(_ bench: Bench, _ yaml: String) throws -> [String: String] {
        let pages = try bench.items(yaml).values.flatMap(\.pages)
        return Dictionary(pages.map { ($0.path, $0.fingerprint) }, uniquingKeysWith: { $0 + $1 })
    }

    @Test(arguments: [
        ("UPDATE articles SET title = 'New'", ["/l/Deutsch", "/l/English", "/title"]),
        ("UPDATE articles SET title = ''", ["/l/Deutsch", "/l/English", "/title"]),
        ("UPDATE articles SET title = title", []),
        ("UPDATE articles SET body = 'New'", ["/t/blue", "/t/red"]),
        ("UPDATE authors SET name = 'New' WHERE id = 1", ["/author"]),
        ("UPDATE authors SET name = 'New' WHERE id = 2", []),
        ("UPDATE authors SET bio = 'New'", []),
        ("UPDATE articles SET author = 2", ["/author", "/key"]),
        ("UPDATE articles SET author = NULL", ["/author", "/key"]),
        ("UPDATE topics SET slug = 'green' WHERE id = 1", ["/t/green", "/t/red", "/topics"]),
        ("UPDATE topics SET slug = 'green' WHERE id = 3", []),
        ("INSERT INTO articles_topics VALUES (3, 1, 3, 3)", ["/l/Deutsch", "/l/English", "/t/red", "/topics"]),
        ("UPDATE articles_topics SET sort = 3 - sort", ["/topics"]),
        ("UPDATE block_hero SET headline = 'New'", ["/blocks", "/hero"]),
        ("UPDATE block_hero SET image = 2", []),
        ("UPDATE block_text SET content = 'New' WHERE id = 1", ["/blocks"]),
        ("UPDATE articles_blocks SET sort = 5 - sort WHERE collection = 'block_text'", ["/blocks", "/hero"]),
        ("DELETE FROM articles_blocks WHERE id = 3", ["/blocks", "/hero"]),
        (
            "UPDATE articles_blocks SET item = CASE item WHEN '1' THEN '2' ELSE '1' END WHERE id > 1",
            ["/blocks", "/hero"]
        ),
        ("UPDATE comments SET text = 'New' WHERE id = 2", ["/comments"]),
        ("DELETE FROM comments WHERE id = 2", ["/comments", "/count"]),
        ("UPDATE comments SET text = CASE id WHEN 1 THEN 'second' ELSE 'first' END", ["/comments"]),
        ("UPDATE comments SET id = id + 10", ["/count"]),
        ("UPDATE articles SET extra = '{\"a\": 1}'", ["/values"]),
        ("UPDATE articles SET price = 1.5", ["/values"]),
        ("UPDATE articles SET at = '2026-01-01 00:00:00.000001'", []),
        ("UPDATE articles SET at = '2026-01-01 00:00:00.001'", ["/values"]),
        ("UPDATE articles SET f = 0.1::float8 + 1e-17", ["/values"]),
        ("UPDATE articles_translations SET title = 'New' WHERE id = 1", ["/de/eins"]),
        ("UPDATE articles_translations SET slug = 'neu' WHERE id = 1", ["/de/eins", "/de/neu"]),
        ("DELETE FROM articles_translations WHERE id = 2", ["/en/one", "/l/English"]),
        ("UPDATE languages SET name = 'Français' WHERE code = 'de'", ["/l/Deutsch", "/l/Fran%C3%A7ais"]),
    ])
    func `a change changes exactly the fingerprints of the routes that name it`(sql: String, paths: [String]) throws {
        #expect(try changed(Bench(PageTests.model), sql) == paths, "\(sql)")
    }

    @Test func `adjacent values are delimited, and null is not the empty string`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE TABLE k (id int PRIMARY KEY, t int REFERENCES t, c text)"
        )
        let yaml = "t: { routes: [ { path: '/a', fields: [a, b] }, { path: '/k', fields: [k.c] } ] }"
        for (one, other) in [
            ("('a', 'bc')", "('ab', 'c')"), ("(NULL, 'x')", "('', 'x')"), ("('x', NULL)", "('x', '')"),
            ("('a,', 'b')", "('a', ',b')"), ("('\"', '')", "('', '\"')"), ("(NULL, NULL)", "('', '')"),
            ("('a)', '(b')", "('a', ')(b')"), ("('\\', '\\\\')", "('\\\\', '\\')"),
        ] {
            try bench.run("DELETE FROM k; DELETE FROM t; INSERT INTO t SELECT 1, * FROM (VALUES \(one)) AS v(a, b)")
            #expect(try changed(bench, "UPDATE t SET (a, b) = \(other)", yaml: yaml) == ["/a"], "\(one)")
            try bench.run(
                "INSERT INTO k SELECT i, 1, (ARRAY[v.a, v.b])[i] FROM generate_series(1, 2) AS i, (VALUES \(one)) AS v(a, b)"
            )
            #expect(
                try changed(
                    bench,
                    "UPDATE k SET c = (ARRAY[v.a, v.b])[k.id] FROM (VALUES \(other)) AS v(a, b)", yaml: yaml) == ["/k"],
                "\(one)")
        }
    }

    @Test func `two rows that yield one path have one page, with one fingerprint over both`() throws {
        let bench = try Bench(PageTests.model + "; INSERT INTO articles_topics VALUES (3, 1, 3, 3)")
        let yaml = """
            articles:
              routes: [ { path: "/t/{topics.topics_id.slug}", fields: [topics.sort] } ]
            """
        #expect(try bench.pages(yaml)["1"] == ["/t/blue", "/t/red"])
        #expect(try changed(bench, "UPDATE articles_topics SET sort = 9 WHERE id = 3", yaml: yaml) == ["/t/red"])
        #expect(try changed(bench, "UPDATE articles_topics SET sort = 8 WHERE id = 1", yaml: yaml) == ["/t/red"])
        #expect(try changed(bench, "DELETE FROM articles_topics WHERE id = 3", yaml: yaml) == ["/t/red"])
    }

    @Test func `several to-many steps in one path, after a to-one step`() throws {
        let bench = try Bench(
            PageTests.model
                + "; INSERT INTO articles VALUES (2, 'Two', 'b', 1); INSERT INTO articles_topics VALUES (3, 2, 3, 1)")
        let pages = try bench.pages(
            """
            articles:
              routes:
                - "/by/{author.articles.title}"
                - "/by/{author.name}/{author.articles.topics.topics_id.slug}/{title}"
            """)
        #expect(pages["1"] == ["/by/One", "/by/Two", "/by/Ann/blue/One", "/by/Ann/red/One"])
        #expect(pages["2"] == ["/by/One", "/by/Two", "/by/Ann/blue/Two", "/by/Ann/red/Two"])
        let authors = try bench.pages(
            "authors: { routes: [ '/{articles.title}/{articles.topics.topics_id.slug}/{name}' ] }")
        #expect(authors == ["1": ["/One/blue/Ann", "/One/red/Ann", "/Two/red/Ann"], "2": []])
    }

    @Test func `the order in which rows are stored does not matter`() throws {
        let bench = try Bench(PageTests.model)
        #expect(
            try changed(
                bench,
                """
                CREATE TABLE c AS SELECT * FROM comments; TRUNCATE comments; INSERT INTO comments SELECT * FROM c ORDER BY id DESC;
                CREATE TABLE s AS SELECT * FROM articles_blocks; TRUNCATE articles_blocks;
                INSERT INTO articles_blocks SELECT * FROM s ORDER BY id DESC
                """) == [])
    }
}
