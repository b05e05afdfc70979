import Synchronization
import LedgerSQL
import PostgresClient
import Testing

/// Conditions on related rows.
@Suite(.timeLimit(.minutes(10))) struct RelationTests {
    private static let model = """
        CREATE TABLE countries (id int PRIMARY KEY, code text);
        CREATE TABLE authors (id int PRIMARY KEY, name text, country int REFERENCES countries, boss int REFERENCES authors);
        CREATE TABLE topics (id int PRIMARY KEY, slug text, live boolean);
        CREATE TABLE articles (id int PRIMARY KEY, author int REFERENCES authors, parent int REFERENCES articles);
        CREATE TABLE articles_topics (articles_id int REFERENCES articles, topics_id int REFERENCES topics, sort int);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text, ok boolean);
        CREATE TABLE blocks (id int PRIMARY KEY, articles_id int REFERENCES articles, item varchar(255), collection varchar(64));
        CREATE TABLE block_hero (id int PRIMARY KEY, title text); CREATE TABLE block_text (id int PRIMARY KEY, title text);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
          one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections) VALUES
          ('articles_topics', 'articles_id', 'articles', 'topics', NULL, NULL),
          ('articles_topics', 'topics_id', 'topics', NULL, NULL, NULL),
          ('comments', 'article', 'articles', 'comments', NULL, NULL), ('articles', 'parent', 'articles', 'children', NULL, NULL),
          ('blocks', 'articles_id', 'articles', 'blocks', NULL, NULL),
          ('blocks', 'item', NULL, NULL, 'collection', 'block_hero,block_text');
        INSERT INTO countries VALUES (1, 'DE'), (2, NULL);
        INSERT INTO authors VALUES (1, 'Ann', 1, NULL), (2, 'Bob', 2, 1), (3, NULL, NULL, 2);
        INSERT INTO topics VALUES (1, 'red', true), (2, 'blue', false), (3, NULL, NULL);
        INSERT INTO articles VALUES (1, 1, NULL), (2, 2, 1), (3, 3, 2), (4, NULL, NULL);
        INSERT INTO articles_topics VALUES (1, 1, 1), (1, 2, 2), (2, 2, 1), (3, NULL, 1), (3, 3, 2), (NULL, 1, 1);
        INSERT INTO comments VALUES (1, 1, 'a', true), (2, 1, 'b', false), (3, 2, 'a', false), (4, NULL, 'a', true);
        INSERT INTO block_hero VALUES (1, 'x'), (2, 'y'); INSERT INTO block_text VALUES (1, 'y');
        INSERT INTO blocks VALUES (1, 1, '1', 'block_hero'), (2, 2, '1', 'block_text'), (3, 3, '2', 'block_hero'), (4, 3, NULL, NULL)
        """

    @Test(arguments: [
        // To one: a missing row is a row of nulls.
        ("author: { name: { _eq: Ann } }", "1"), ("author: { name: { _null: true } }", "3 4"),
        ("author.name: Bob", "2"), ("author: { name: { _neq: Ann } }", "2"), ("author: { _null: true }", "4"),
        ("author: 2", "2"),
        ("author: { country: { code: { _null: true } } }", "2 3 4"), ("author: { country: { code: DE } }", "1"),
        ("author: { boss: { name: Ann } }", "2"), ("author: { boss: { boss: { name: Ann } } }", "3"),
        ("parent: { parent: { author: { name: Ann } } }", "3"), ("parent: { id: { _null: true } }", "1 4"),
        ("author: { id: { _in: [1, 2] }, name: { _neq: Bob } }", "1"),
        ("author: { _or: [{ name: Ann }, { name: Bob }] }", "1 2"),
        // To many without quantifier: some row, or the row of nulls where there is none.
        ("comments: { text: a }", "1 2"), ("comments: { text: { _null: true } }", "3 4"),
        ("comments: { id: { _null: true } }", "3 4"), ("comments: { text: { _neq: a } }", "1"),
        ("comments: { text: a, ok: false }", "2"), ("comments: { text: b, ok: true }", ""),
        ("_and: [{ comments: { text: a } }, { comments: { ok: false } }]", "2"),
        ("comments: { _and: [{ text: a }, { ok: true }] }", "1"),
        ("_or: [{ comments: { text: b } }, { author: { name: Bob } }]", "1 2"),
        ("children: { id: { _null: true } }", "3 4"), ("children: { author: { name: Bob } }", "1"),
        ("topics: { topics_id: { slug: blue } }", "1 2"), ("topics: { topics_id: { slug: { _null: true } } }", "3 4"),
        ("topics: { topics_id: { slug: red, live: true } }", "1"), ("topics: { topics_id: 3 }", "3"),
        ("children: { comments: { text: a } }", "1"), ("parent: { comments: { text: b } }", "2"),
        // Quantifiers.
        ("comments: { _some: { text: a } }", "1 2"), ("comments: { _none: { text: a } }", "3 4"),
        ("comments: { _some: { text: { _null: true } } }", ""), ("comments: { _none: { text: { _neq: a } } }", "2 3 4"),
        ("comments: { _some: { text: a, ok: false } }", "2"),
        ("_and: [{ comments: { _some: { text: a } } }, { comments: { _some: { ok: false } } }]", "1 2"),
        ("comments: { _some: { text: a }, _none: { text: b } }", "2"),
        ("comments: { _some: {} }", "1 2"), ("comments: { _none: {} }", "3 4"),
        ("topics: { _some: { topics_id: { live: { _null: true } } } }", "3"),
        ("topics: { _none: { topics_id: { slug: blue } } }", "3 4"),
        ("topics: { _none: { topics_id: { slug: { _null: true } } } }", "1 2 4"),
        ("children: { _some: { comments: { _some: { text: a } } } }", "1"),
        ("children: { _some: { comments: { text: { _null: true } } } }", "2"),
        ("children: { _none: { children: { _some: {} } } }", "2 3 4"),
        ("author: { name: Ann }, comments: { _some: { ok: false }, text: a }", "1"),
        // Many to any.
        ("blocks: { \"item:block_hero\": { title: x } }", "1"), ("blocks: { \"item:block_text\": { title: y } }", "2"),
        ("blocks: { \"item:block_hero\": { title: y } }", "3"),
        ("blocks: { _some: { \"item:block_hero\": { title: y } } }", "3"),
        ("blocks: { _none: { collection: block_text } }", "1 3 4"),
        ("blocks: { \"item:block_hero\": { id: { _null: true } } }", "2 3 4"),
        ("blocks: { collection: block_hero, item: 2 }", "3"),
        // A bare operator on a to-many field is one on the related rows' keys.
        ("comments: { _null: true }", "3 4"), ("comments: { _in: [3] }", "2"), ("comments: 2", "1"),
        ("comments: { _nnull: true }", "1 2"),
    ])
    func `conditions on related rows`(filter: String, keys: String) throws {
        let bench = try RelationTests.bench.get()
        #expect(try bench.visible("articles: { visible: { \(filter) } }") == keys)
    }

    /// No case writes to it, so all cases share it, one after the other.
    private static let bench = Result<SharedBench, any Error> { SharedBench(try Bench(model)) }

    @Test func `foreign keys alone are relations, and the to-many field is named after the referencing table`() throws {
        let bench = try Bench(
            """
            CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE, name text);
            CREATE TABLE child (id int PRIMARY KEY, parent_code text REFERENCES parent (code), name text);
            INSERT INTO parent VALUES (1, 'a', 'A'), (2, 'b', 'B'); INSERT INTO child VALUES (1, 'b', 'x'), (2, NULL, 'y')
            """)
        #expect(try bench.visible("child: { visible: { parent_code: { name: B } } }") == "1")
        #expect(try bench.visible("parent: { visible: { child: { _some: { name: x } } } }") == "2")
        #expect(try bench.pages("parent: { routes: [ '/{child.name}/{name}' ] }") == ["1": [], "2": ["/x/B"]])
        #expect(
            try bench.pages("child: { routes: [ '/{parent_code.name}/{parent_code}' ] }") == ["1": ["/B/b"], "2": []])
    }

    @Test func `keys of several columns`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (a int, b text, c date, published timestamptz, PRIMARY KEY (b, a, c));
            INSERT INTO t VALUES (1, 'x"y', '2026-01-01', '2026-01-01'), (1, 'x', '2026-01-01', '2027-01-01'), (2, 'x', '2026-01-01', NULL)
            """)
        let yaml = "t: { publish_at: published, routes: [ '/{a}/{b}' ] }"
        #expect(
            try bench.pages(yaml) == [
                #"["x\"y", 1, "2026-01-01"]"#: ["/1/x%22y"], #"["x", 1, "2026-01-01"]"#: [],
                #"["x", 2, "2026-01-01"]"#: [],
            ])
    }

    @Test func `a foreign key that is not validated is a relation, and proves nothing of its rows`() throws {
        let bench = try Bench(
            """
            CREATE TABLE w (id int PRIMARY KEY, n text); INSERT INTO w VALUES (1, 'x');
            CREATE TABLE t (id int PRIMARY KEY, who int); INSERT INTO t VALUES (1, 1), (2, 7);
            ALTER TABLE t ADD FOREIGN KEY (who) REFERENCES w NOT VALID
            """)
        let yaml = "t: { shows: [who], routes: [ '/{who.n}' ] }"
        #expect(try bench.pages(yaml) == ["1": ["/x"], "2": []])
        let lookups = try bench.sources(yaml)[0].tables.map(\.lookup)
        #expect(lookups.contains { if case .untraceable = $0 { true } else { false } })
        try bench.connection.execute("DELETE FROM t WHERE id = 2; ALTER TABLE t VALIDATE CONSTRAINT t_who_fkey")
        let after = try bench.sources(yaml)[0].tables.map(\.lookup)
        #expect(!after.contains { if case .untraceable = $0 { true } else { false } })
    }

    @Test func `names that need quoting, and a schema on the search path`() throws {
        let bench = try Bench(
            #"""
            CREATE SCHEMA "The CMS"; SET search_path TO public, "The CMS";
            CREATE TABLE "The CMS"."Weird ""Name""" ("Id" int PRIMARY KEY, "The""Title""" text, "Ünïcode" int, "select" text);
            CREATE TABLE "The CMS"."UPPER" ("KEY" int PRIMARY KEY, "Up" int REFERENCES "The CMS"."Weird ""Name""", "order" text);
            INSERT INTO "Weird ""Name""" VALUES (1, 'x', 2, 'y'); INSERT INTO "UPPER" VALUES (7, 1, 'z')
            """#)
        let weird = #"""
            'Weird "Name"':
              visible: { 'The"Title"': x, Ünïcode: 2, UPPER: { _some: { order: z } } }
              routes: [ '/{select}/{UPPER.KEY}' ]
            """#
        #expect(try bench.items(weird)["1"]?.pages.map(\.path) == ["/y/7"])
        #expect(
            try bench.pages("UPPER: { visible: { Up: { Ünïcode: 2 } }, routes: [ '/{Up.select}/{KEY}' ] }") == [
                "7": ["/y/7"]
            ])
    }

    @Test func `the first table of a name on the search path is meant`() throws {
        let bench = try Bench(
            """
            CREATE SCHEMA a; CREATE SCHEMA b; SET search_path TO a, b;
            CREATE TABLE b.t (id int PRIMARY KEY, old text); CREATE TABLE a.t (id int PRIMARY KEY, c text);
            INSERT INTO a.t VALUES (1, 'x')
            """)
        #expect(try bench.pages("t: { routes: [ '/{c}' ] }") == ["1": ["/x"]])
    }

    @Test func `partitioned tables`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, c text) PARTITION BY RANGE (id);
            CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (10); CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
            INSERT INTO t VALUES (1, 'x'), (11, 'y')
            """)
        #expect(try bench.pages("t: { routes: [ '/{c}' ] }") == ["1": ["/x"], "11": ["/y"]])
    }

    @Test func `two foreign keys between the same tables`() throws {
        let bench = try Bench(
            """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE TABLE t (id int PRIMARY KEY, author int REFERENCES users, editor int REFERENCES users);
            INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob'); INSERT INTO t VALUES (1, 1, 2)
            """)
        #expect(try bench.pages("t: { routes: [ '/{author.name}/{editor.name}' ] }") == ["1": ["/Ann/Bob"]])
        #expect(try bench.refusal("users: { routes: [ '/{t.id}' ] }").contains("t.author"))
    }
}

/// A bench that many cases use, one at a time.
private final class SharedBench: @unchecked Sendable {
    private let bench: Bench
    private let turn = Mutex(())

    init(_ bench: Bench) {
        self.bench = bench
    }

    func visible(_ yaml: String) throws -> String {
        try turn.withLock { _ in try bench.visible(yaml) }
    }
}
