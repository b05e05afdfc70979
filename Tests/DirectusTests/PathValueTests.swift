import Freshen
import Testing

/// What the values of placeholders become in a path.
@Suite(.timeLimit(.minutes(10))) struct PathValueTests {
    /// The pages of each item, sorted.
    private func pages(_ bench: Bench, _ yaml: String, at: String = "2026-06-01T00:00Z") throws -> [String: [String]] {
        try bench.pages(yaml, at: at).mapValues { $0.sorted() }
    }

    // MARK: Empty values and null

    @Test(arguments: [
        ("/{permalink}", ["1": ["/"], "2": [], "3": ["/about"], "4": ["/"]]),
        ("/{permalink?}", ["1": ["/"], "2": ["/"], "3": ["/about"], "4": ["/"]]),
        ("/es{permalink}", ["1": ["/es"], "2": [], "3": ["/es/about"], "4": ["/es"]]),
        ("/es/{permalink?}/", ["1": ["/es"], "2": ["/es"], "3": ["/es/about"], "4": ["/es"]]),
        ("{prefix}/news/{slug}", ["1": ["/news/x"], "2": [], "3": ["/de/news/y"], "4": ["/de/news/z"]]),
        ("{prefix?}/news/{slug}", ["1": ["/news/x"], "2": ["/news/x"], "3": ["/de/news/y"], "4": ["/de/news/z"]]),
        ("/{prefix?}/{permalink}", ["1": ["/"], "2": [], "3": ["/de/about"], "4": ["/de"]]),
    ])
    func `an empty value is an empty segment, null is no page unless it is optional`(
        route: String, expected: [String: [String]]
    ) throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, prefix text, permalink text, slug text);
            INSERT INTO t VALUES (1, '', '', 'x'), (2, NULL, NULL, 'x'), (3, '/de', '/about', 'y'), (4, 'de', '/', 'z')
            """)
        #expect(try pages(bench, "t: { routes: [ '\(route)' ] }") == expected)
    }

    @Test func `a tag is no tag where it is empty, and has values that are empty`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, ''), (2, NULL), (3, 'x')")
        #expect(
            try pages(bench, "t: { tags: [ '{a}', 'a:{a}', 'b:{a?}' ] }") == [
                "1": ["a:", "b:"], "2": ["b:"], "3": ["a:x", "b:x", "x"],
            ])
    }

    @Test func `a pattern has no empty segments and no slash at its end`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, ''), (2, 'x')")
        #expect(
            try pages(
                bench,
                "t: { routes: [ { path: '/{a}/[slug]/', type: page }, { path: '/(.)b/[...c]', type: layout } ] }") == [
                    "1": ["/(.)b/[...c]", "/[slug]"], "2": ["/(.)b/[...c]", "/x/[slug]"],
                ])
    }

    @Test func `an optional value of a related row that is missing is empty`() throws {
        let bench = try Bench(
            """
            CREATE TABLE c (id int PRIMARY KEY, slug text, off boolean);
            CREATE TABLE t (id int PRIMARY KEY, c int REFERENCES c, slug text, tags json);
            INSERT INTO c VALUES (1, 'red', false), (2, 'hidden', true);
            INSERT INTO t VALUES (1, 1, 'a', '["x"]'), (2, NULL, 'b', '["x"]'), (3, 2, 'c', '["x"]')
            """)
        let expected = ["1": ["/red/a"], "2": ["/b"], "3": ["/c"]]
        let hidden = "c: { visible: { off: false } }"
        #expect(try pages(bench, "t: { routes: [ '/{c.slug?}/{slug}' ] }\n\(hidden)")["1"] == ["/red/a"])
        let pages = try self.pages(bench, "t: { routes: [ '/{c.slug?}/{slug}' ] }\n\(hidden)")
        for (key, paths) in expected { #expect(pages[key] == paths) }
        let ofElements = try self.pages(bench, "t: { routes: [ '/{c.slug?}/{slug}/{tags}' ] }\n\(hidden)")
        for (key, paths) in expected { #expect(ofElements[key] == paths.map { $0 + "/x" }) }
    }

    @Test func `dots are resolved as browsers resolve them`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, a text);
            INSERT INTO t VALUES (1, '.'), (2, '..'), (3, '../b'), (4, '...'), (5, '.b'), (6, 'b..')
            """)
        #expect(
            try pages(bench, "t: { routes: [ '/n/{a}/x' ] }") == [
                "1": ["/n/x"], "2": ["/x"], "3": ["/b/x"], "4": ["/n/.../x"], "5": ["/n/.b/x"], "6": ["/n/b../x"],
            ])
    }

    @Test func `numbers are written as JavaScript writes them`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, f real, j json);
            INSERT INTO t VALUES (1, 1234567, '[1.0, 2.50, 100]'), (2, 0.000001, '[]'), (3, 'NaN', '[]'), (4, 2.5, '[]')
            """)
        #expect(
            try pages(bench, "t: { routes: [ '/f/{f}' ] }") == [
                "1": ["/f/1234567"], "2": ["/f/0.000001"], "3": [], "4": ["/f/2.5"],
            ])
        #expect(try pages(bench, "t: { routes: [ '/j/{j}' ] }")["1"] == ["/j/1", "/j/100", "/j/2.5"])
    }

    // MARK: Values that are encoded already

    @Test func `a value that is encoded already is not encoded twice`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, a text);
            INSERT INTO t VALUES (1, 'a%2Fb'), (2, 'gr%C3%BCn'), (3, 'a b%20c'), (4, '100%'), (5, 'a//b/'), (6, '%2e%2E/b'),
              (7, 'ä?#'), (8, ''), (9, NULL), (10, 'plain')
            """)
        let encoded = try pages(bench, "t: { routes: [ { path: '/p/{a}', encoded: true } ] }")
        #expect(
            encoded == [
                "1": ["/p/a%2Fb"], "2": ["/p/gr%C3%BCn"], "3": ["/p/a%20b%20c"], "4": ["/p/100%25"], "5": ["/p/a/b"],
                "6": ["/b"], "7": ["/p/%C3%A4%3F%23"], "8": ["/p"], "9": [], "10": ["/p/plain"],
            ])
        #expect(try pages(bench, "t: { routes: [ { path: '/p/{a}', encoded: false } ] }")["1"] == ["/p/a%252Fb"])
    }

    // MARK: Lists

    private static let lists = """
        CREATE TABLE directus_fields (id serial PRIMARY KEY, collection text, field text, special text);
        CREATE TABLE directus_collections (collection text PRIMARY KEY, singleton boolean NOT NULL, sort_field text);
        INSERT INTO directus_fields (collection, field, special) VALUES ('t', 'c', 'cast-csv');
        CREATE TABLE t (id int PRIMARY KEY, title text, j json, c text, a text[], n int[]);
        INSERT INTO t VALUES
          (1, 'One', '["red", "b c", 3, 1.50, null, {"x": 1}, ["y"], "red", true]', 'x,y z,x', '{p,NULL,q,p}', '{1,2}'),
          (2, 'Two', 'null', NULL, NULL, NULL), (3, 'Three', '[]', '', '{}', '{}'), (4, 'Four', '"red"', 'x', '{{p},{r}}', '{3}'),
          (5, 'Five', '{"red": 1}', ',', '{}', NULL), (6, 'Six', '["\\u0000"]', 'x', NULL, NULL)
        """

    @Test(arguments: [
        ("/t/{j}", ["/t/1.5", "/t/3", "/t/b%20c", "/t/red", "/t/true"], ["/t/red"]),
        ("/t/{c}", ["/t/x", "/t/y%20z"], ["/t/x"]), ("/t/{a}", ["/t/p", "/t/q"], ["/t/p", "/t/r"]),
        ("/t/{n}", ["/t/1", "/t/2"], ["/t/3"]),
        ("/{c}/{n}/{c}", ["/x/1/x", "/x/2/x", "/y%20z/1/y%20z", "/y%20z/2/y%20z"], ["/x/3/x"]),
    ])
    func `a list yields a page for each of its elements`(route: String, one: [String], four: [String]) throws {
        let pages = try self.pages(Bench(Self.lists), "t: { routes: [ '\(route)' ] }")
        #expect(pages["1"] == one)
        #expect(pages["4"] == four)
        #expect(pages["2"] == [] && pages["3"] == [])
        #expect(pages["5"] == (route == "/t/{c}" ? ["/t"] : []))
        #expect(pages["6"] == (route == "/t/{c}" ? ["/t/x"] : []))
    }

    @Test func `an optional list that is empty yields one page`() throws {
        let pages = try self.pages(Bench(Self.lists), "t: { routes: [ '/t/{a?}' ], tags: [ 'a:{a}' ] }")
        #expect(pages["1"] == ["/t/p", "/t/q", "a:p", "a:q"])
        #expect(pages["2"] == ["/t"] && pages["3"] == ["/t"])
    }

    @Test func `a page of an element has the item's fingerprint, or that of the route's fields`() throws {
        let bench = try Bench(Self.lists)
        let yaml = "t: { routes: [ '/a/{a}', { path: '/f/{a}', fields: [a] }, { path: '/x/{id}', next: '/y/{a}' } ] }"
        let before = try bench.items(yaml)["1"]?.pages ?? []
        #expect(before.map(\.path).sorted() == ["/a/p", "/a/q", "/f/p", "/f/q", "/x/1", "/x/1"])
        #expect(before.compactMap(\.next).sorted() == ["/y/p", "/y/q"])
        try bench.run("UPDATE t SET title = 'Uno' WHERE id = 1")
        let after = try bench.items(yaml)["1"]?.pages ?? []
        let changed = zip(before, after).filter { $0.fingerprint != $1.fingerprint }.map(\.0.path)
        #expect(Set(changed) == ["/a/p", "/a/q", "/x/1"])
    }

    @Test func `lists of related rows yield pages, too`() throws {
        let bench = try Bench(
            """
            CREATE TABLE p (id int PRIMARY KEY, tags jsonb);
            CREATE TABLE o (id int PRIMARY KEY, marks text[]);
            CREATE TABLE t (id int PRIMARY KEY, p int REFERENCES p, o int REFERENCES o);
            CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p, words text[]);
            INSERT INTO p VALUES (1, '["a", "b"]'), (2, NULL);
            INSERT INTO k VALUES (1, 1, '{u,v}'), (2, 1, '{v,w}');
            INSERT INTO o VALUES (1, '{m,n}'); INSERT INTO t VALUES (1, 1, 1), (2, 2, NULL)
            """)
        let pages = try self.pages(
            bench, "t: { routes: [ '/x/{p.tags}', '/{p.k.words}/{o.marks}', '/{p.tags}/{p.k.id}' ] }")
        #expect(
            pages["1"] == [
                "/a/1", "/a/2", "/b/1", "/b/2", "/u/m", "/u/n", "/v/m", "/v/n", "/w/m", "/w/n", "/x/a", "/x/b",
            ])
        #expect(pages["2"] == [])
    }

    // MARK: Names

    @Test func `any name can stand in a path, a filter, fields and sort`() throws {
        let bench = try Bench(
            #"""
            CREATE TABLE "my authors" (id int PRIMARY KEY, "full.name" text);
            CREATE TABLE "t.x" (id int PRIMARY KEY, "my slug" text, "a.b" text, "c{d}" text, "say ""hi""" text,
              "the author" int REFERENCES "my authors", "x:y" text, "year(on)" int, " on, at" timestamptz, "*" text);
            INSERT INTO "my authors" VALUES (1, 'Ann');
            INSERT INTO "t.x" VALUES (1, 's1', 'b1', 'd1', 'h1', 1, 'y1', 7, '2026-01-01', 'z')
            """#)
        let yaml = #"""
            t.x:
              publish_at: '" on, at"'
              visible: { 'the author."full.name"': { _eq: Ann }, '"a.b"': { _eq: b1 }, '"year(on)"': { _gt: 3 } }
              ignore: ['"*"']
              routes:
                - '/{my slug}/{"a.b"}/{"c{d}"}/{"say ""hi"""}/{the author."full.name"}/{"x:y"}/{"year(on)"}/{"*"}'
                - path: '/{my slug}'
                  fields: [my slug, '"a.b"', 'the author."full.name"', '"x:y"', '"year(on)"', 'year(" on, at")']
                  filter: { '"a.b"': { _neq: x }, 'the author."full.name"': { _nnull: true } }
                - { path: /list, fields: [my slug], sort: ['-"a.b"', 'the author."full.name"', '"year(on)"'], limit: 3 }
            """#
        #expect(try pages(bench, yaml, at: "2026-02-01T00:00Z")["1"] == ["/list", "/s1", "/s1/b1/d1/h1/Ann/y1/7/z"])
        #expect(try pages(bench, yaml, at: "2025-02-01T00:00Z")["1"] == [])
    }
}
