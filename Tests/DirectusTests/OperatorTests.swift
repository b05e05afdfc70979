import Testing

/// Which rows an operator matches, as Directus' API answers.
@Suite(.timeLimit(.minutes(10))) struct OperatorTests {
    /// Each case: the condition on the column `c`, and the keys of the rows that fulfil it.
    typealias Case = (condition: String, keys: String)

    private func check(_ type: String, _ values: [String], _ cases: [Case]) throws {
        let rows = values.enumerated().map { "(\($0 + 1), \($1))" }.joined(separator: ", ")
        let bench = try Bench("CREATE TABLE t (id int PRIMARY KEY, c \(type)); INSERT INTO t VALUES \(rows)")
        for (condition, keys) in cases {
            #expect(try bench.visible("t: { visible: { c: \(condition) } }") == keys, "\(type) \(condition)")
        }
    }

    @Test func `a list of thousands is one parameter`() throws {
        let list = "[b, " + (0..<20_000).map { "a\($0)" }.joined(separator: ",") + "]"
        try check("text", ["'b'", "'c'", "NULL"], [("{ _in: \(list) }", "1"), ("{ _nin: \(list) }", "2")])
    }

    @Test(arguments: ["text", "varchar(40)"])
    func `text is compared with case, and LIKE's wildcards keep their meaning`(type: String) throws {
        let values = ["NULL", "''", "'abc'", "'ABC'", "'a%c'", "'a_c'", "'xabcx'", "'null'"]
        try check(
            type, values,
            [
                ("abc", "3"), ("{ _eq: abc }", "3"), ("{ _neq: abc }", "2 4 5 6 7 8"), ("{ _eq: \"\" }", "2"),
                ("{ _eq: null }", "1"), ("null", "1"), ("{ _neq: null }", "2 3 4 5 6 7 8"),
                ("{ _null: true }", "1"), ("{ _null: false }", "2 3 4 5 6 7 8"), ("{ _null: }", "1"),
                ("{ _nnull: true }", "2 3 4 5 6 7 8"), ("{ _nnull: false }", "1"),
                ("{ _empty: true }", "1 2"), ("{ _empty: false }", "3 4 5 6 7 8"),
                ("{ _nempty: true }", "3 4 5 6 7 8"), ("{ _nempty: false }", "1 2"),
                ("{ _ieq: Abc }", "3 4"), ("{ _nieq: Abc }", "2 5 6 7 8"),
                ("{ _contains: abc }", "3 7"), ("{ _ncontains: abc }", "2 4 5 6 8"),
                ("{ _contains: \"a%c\" }", "3 5 6 7"), ("{ _contains: \"a_c\" }", "3 5 6 7"),
                ("{ _contains: \"a\\\\_c\" }", "6"),
                ("{ _icontains: AbC }", "3 4 7"), ("{ _nicontains: AbC }", "2 5 6 8"),
                ("{ _starts_with: a }", "3 5 6"), ("{ _nstarts_with: a }", "2 4 7 8"),
                ("{ _istarts_with: A }", "3 4 5 6"), ("{ _nistarts_with: A }", "2 7 8"),
                ("{ _ends_with: c }", "3 5 6"), ("{ _nends_with: c }", "2 4 7 8"),
                ("{ _iends_with: C }", "3 4 5 6"), ("{ _niends_with: C }", "2 7 8"),
                ("{ _in: [abc, ABC] }", "3 4"), ("{ _in: \"abc,ABC\" }", "3 4"),
                ("{ _nin: [abc, ABC] }", "2 5 6 7 8"), ("{ _nin: \"abc,ABC\" }", "2 5 6 7 8"),
                ("{ _nin: [] }", "1 2 3 4 5 6 7 8"),
                ("{ _between: [a, b] }", "3 5 6"), ("{ _nbetween: \"a,b\" }", "2 4 7 8"),
                ("{ _lt: B }", "2 4"), ("{ _gte: n }", "7 8"),
                ("{ _starts_with: a, _ends_with: c, _neq: abc }", "5 6"),
                ("{ _nnull: true, _nin: [abc] }", "2 4 5 6 7 8"),
            ])
    }

    @Test func `numbers are compared as numbers, whatever their width`() throws {
        let cases: [Case] = [
            ("2", "3"), ("{ _eq: \"2\" }", "3"), ("{ _neq: 2 }", "2 4 5"), ("{ _lt: 2 }", "2"), ("{ _lte: 2 }", "2 3"),
            ("{ _gt: 2 }", "4 5"), ("{ _gte: 2 }", "3 4 5"), ("{ _in: [2, 10] }", "3 4"), ("{ _in: \"2, 10\" }", "3 4"),
            ("{ _nin: [2] }", "2 4 5"), ("{ _between: [-1, 2] }", "2 3"), ("{ _between: \"2,10\" }", "3 4"),
            ("{ _nbetween: [2, 10] }", "2 5"), ("{ _null: true }", "1"), ("{ _lt: 99999999999999999999 }", "2 3 4 5"),
            ("{ _eq: 2.5 }", ""), ("{ _lt: 2.5 }", "2 3"), ("{ _gt: 1.999 }", "3 4 5"),
        ]
        for type in ["int", "smallint", "bigint", "numeric(5,2)", "double precision"] {
            try check(type, ["NULL", "-1", "2", "10", "100"], cases)
        }
    }

    @Test func `a decimal is compared with a real column as the nearest real`() throws {
        try check("real", ["0.1", "0.3"], [("{ _eq: 0.1 }", "1"), ("{ _gt: 0.1 }", "2")])
    }

    @Test func `booleans, with every spelling of true`() throws {
        try check(
            "boolean", ["NULL", "true", "false"],
            [
                ("true", "2"), ("{ _eq: \"true\" }", "2"), ("{ _eq: 1 }", "2"), ("false", "3"), ("{ _neq: true }", "3"),
                ("{ _in: [true, false] }", "2 3"), ("{ _null: true }", "1"), ("{ _nnull: true }", "2 3"),
            ])
    }

    @Test func `uuids, in either case`() throws {
        let id = "0b7a3c52-7f0e-4b1f-9b60-9d2ab4a4c0de"
        try check(
            "uuid", ["NULL", "'\(id)'", "'ffffffff-0000-0000-0000-000000000000'"],
            [
                (id, "2"), (id.uppercased(), "2"), ("{ _neq: \(id) }", "3"), ("{ _in: [\(id)] }", "2"),
                ("{ _nin: \"\(id)\" }", "3"),
            ])
    }

    @Test(arguments: ["timestamptz", "timestamp", "timestamp(0)"])
    func `instants as texts`(type: String) throws {
        try check(
            type, ["NULL", "'2026-05-01 10:00'", "'2026-05-02'", "'infinity'"],
            [
                ("\"2026-05-01T10:00:00Z\"", "2"), ("{ _eq: \"2026-05-01 10:00\" }", "2"),
                ("{ _gt: \"2026-05-01T10:00:00.000Z\" }", "3 4"), ("{ _lte: 2026-05-02 }", "2 3"),
                ("{ _lt: \"2026-05-01T09:59:59.6Z\" }", ""), ("{ _gt: \"2026-05-01T10:00:00.4Z\" }", "3 4"),
                ("{ _lte: \"2026-05-01T09:59:59.6\" }", ""), ("{ _lt: infinity }", "2 3"),
                ("{ _between: [2026-05-01, 2026-05-02] }", "2 3"), ("{ _nbetween: \"2026-05-01,2026-05-02\" }", "4"),
                ("{ _null: true }", "1"),
            ])
    }

    @Test func `days as texts`() throws {
        try check(
            "date", ["NULL", "'2026-05-01'", "'2026-05-02'", "'0044-03-15 BC'"],
            [
                ("2026-05-01", "2"), ("{ _eq: \"2026-05-01T23:00:00Z\" }", "2"), ("{ _gt: 2026-05-01 }", "3"),
                ("{ _lte: 2026-05-01 }", "2 4"), ("{ _nin: [2026-05-01] }", "3 4"),
            ])
    }

    @Test func `json is compared with null only`() throws {
        try check("json", ["NULL", "'{}'"], [("{ _null: true }", "1"), ("{ _nnull: true }", "2")])
    }

    @Test func `enums and domains are compared as their base types`() throws {
        let bench = try Bench(
            """
            CREATE TYPE state AS ENUM ('draft', 'live');
            CREATE DOMAIN slug AS varchar(10); CREATE DOMAIN small AS int;
            CREATE TABLE t (id int PRIMARY KEY, e state, d slug, n small);
            INSERT INTO t VALUES (1, 'draft', 'a', 1), (2, 'live', 'ab', 2), (3, NULL, NULL, NULL)
            """)
        for (filter, keys) in [
            ("e: live", "2"), ("e: { _neq: live }", "1"), ("e: { _in: [live, draft] }", "1 2"),
            ("d: { _starts_with: a }", "1 2"), ("d: ab", "2"), ("n: { _lte: 1.5 }", "1"),
        ] {
            #expect(try bench.visible("t: { visible: { \(filter) } }") == keys, "\(filter)")
        }
    }

    @Test func `citext is compared without case`() throws {
        let bench = try Bench(
            "CREATE EXTENSION citext; CREATE TABLE t (id int PRIMARY KEY, c citext); INSERT INTO t VALUES (1, 'Abc')")
        for condition in ["abc", "{ _in: [aBC] }", "{ _contains: B }"] {
            #expect(try bench.visible("t: { visible: { c: \(condition) } }") == "1", "\(condition)")
        }
    }

    @Test(
        "types of extensions have their operators, wherever the extension is",
        arguments: ["public", "extensions", "\"Ex \"\"t\"\"\""])
    func extensions(_ schema: String) throws {
        let bench = try Bench(
            """
            CREATE SCHEMA IF NOT EXISTS \(schema); CREATE EXTENSION citext SCHEMA \(schema);
            CREATE DOMAIN word AS \(schema).citext;
            CREATE TABLE w (name \(schema).citext PRIMARY KEY, title text);
            CREATE TABLE t (id int PRIMARY KEY, c \(schema).citext, d word, w \(schema).citext REFERENCES w);
            CREATE TABLE pair (a \(schema).citext, b int, t int REFERENCES t, PRIMARY KEY (a, b));
            INSERT INTO w VALUES ('Ann', 'x'); INSERT INTO t VALUES (1, 'Abc', 'Abc', 'ann'), (2, '', '', NULL);
            INSERT INTO pair VALUES ('P', 1, 1), ('Q', 1, 2)
            """)
        for (condition, keys) in [
            ("abc", "1"), ("{ _in: [aBC, x] }", "1"), ("{ _nin: [aBC] }", "2"), ("{ _neq: ABC }", "2"),
            ("{ _contains: B }", "1"), ("{ _ncontains: B }", "2"), ("{ _starts_with: a }", "1"),
            ("{ _ends_with: C }", "1"), ("{ _icontains: B }", "1"), ("{ _empty: true }", "2"),
            ("{ _nempty: true }", "1"), ("{ _gte: ABC }", "1"), ("{ _between: [AAA, ACC] }", "1"),
        ] {
            for column in ["c", "d"] {
                let yaml = "t: { visible: { \(column): \(condition) } }"
                #expect(try bench.visible(yaml) == keys, "\(yaml)")
            }
        }
        #expect(try bench.visible("t: { visible: { w: { title: x } }, routes: ['/{w.title}'] }") == "1")
        #expect(try bench.visible("w: { visible: { t: { _some: { id: 1 } } }, routes: ['/{t.c}'] }") == "Ann")
        let pairs = "pair: { visible: { t: { w: { name: ANN } } }, routes: ['/{a}/{t.w.title}'] }"
        #expect(try bench.visible(pairs) == "[\"P\", 1]")
        #expect(try bench.visible("t: { visible: { pair: { _some: { a: p } } }, routes: ['/{pair.a}'] }") == "1")
    }

    @Test func `a tree of labels in a schema of its own is a key, a foreign key and part of one`() throws {
        let bench = try Bench(
            """
            CREATE SCHEMA extensions; CREATE EXTENSION ltree SCHEMA extensions;
            CREATE TABLE node (path extensions.ltree PRIMARY KEY, up extensions.ltree REFERENCES node, t text);
            CREATE TABLE leaf (node extensions.ltree REFERENCES node, n int, t text, PRIMARY KEY (node, n));
            INSERT INTO node VALUES ('a', NULL, 'A'), ('a.b', 'a', 'B'); INSERT INTO leaf VALUES ('a.b', 1, 'L')
            """)
        let node = try bench.items(
            "node: { visible: { path: { _in: [a, a.b] } }, routes: ['/{path}/{up.t}', { path: /x, fields: [leaf.t] }] }"
        )
        #expect(node.filter(\.value.visible).keys.sorted() == ["a", "a.b"])
        #expect(node["a.b"]?.pages.map(\.path).sorted() == ["/a.b/A", "/x"])
        let leaf = try bench.items("leaf: { shows: [node.up], routes: ['/{node.t}/{n}', { path: /l, sort: [node] }] }")
        #expect(leaf.values.first?.pages.map(\.path).contains("/B/1") == true)
    }

    @Test func `logical words`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1,'x','y'),(2,'x',NULL),(3,NULL,'y')"
        )
        for (filter, keys) in [
            ("{ a: x, b: y }", "1"), ("{ _and: [{ a: x }, { b: y }] }", "1"),
            ("{ _or: [{ a: x }, { b: y }] }", "1 2 3"),
            ("{ _and: [] }", "1 2 3"), ("{ _or: [] }", "1 2 3"), ("{ _or: [{ a: nothing }, {}] }", "1 2 3"),
            ("{ _and: [{}, { b: y }] }", "1 3"), ("{ _or: [{ a: x, b: y }, { a: { _null: true } }] }", "1 3"),
            ("{ _and: [{ _or: [{ a: x }, { a: { _null: true } }] }, { _or: [{ b: y }] }] }", "1 3"),
            ("{ a: { _or: [{ _eq: x }, { _null: true }] }, b: y }", "1 3"),
            ("{ a: { _and: [{ _nnull: true }, { _neq: z }] } }", "1 2"), ("{}", "1 2 3"),
        ] {
            #expect(try bench.visible("t: { visible: \(filter) }") == keys, "\(filter)")
        }
    }
}
