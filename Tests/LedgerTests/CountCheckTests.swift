import Freshen
import LedgerSQL
import Testing

@testable import Ledger

/// How much of a collection is compared, and that it is no more.
@Suite(.timeLimit(.minutes(10))) struct CountCheckTests {
    /// A collection with its own table (oid 1), an author reached by one enforced step (2) and a junction (3).
    struct Case: CustomTestStringConvertible {
        let name: String
        var known: [String: Int] = ["1": 10, "2": 5, "3": 20]
        var rows: [String: Int] = [:]
        var young: Set<String> = []
        var unknown = 0
        let depth: Depth

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "nothing was written", depth: .due),
        Case(name: "a table is counted for the first time", known: ["1": 10, "3": 20], depth: .versions),
        Case(name: "an edit", young: ["1"], depth: .young),
        Case(name: "a new row", rows: ["1": 11], young: ["1"], unknown: 1, depth: .young),
        Case(name: "a deleted row", rows: ["1": 9], depth: .gone(from: ["1"])),
        Case(name: "one deleted, one new", young: ["1"], unknown: 1, depth: .gone(from: ["1"])),
        Case(name: "one deleted, one edited", rows: ["1": 9], young: ["1"], depth: .gone(from: ["1"])),
        Case(name: "a key that changed", young: ["1"], unknown: 1, depth: .gone(from: ["1"])),
        Case(name: "all deleted and inserted again", young: ["1"], depth: .young),
        Case(name: "old rows that were not there", rows: ["1": 12], depth: .versions),
        Case(name: "an author edited", young: ["2"], depth: .gone(from: ["2"])),
        Case(name: "an author deleted", rows: ["2": 4], depth: .gone(from: ["2"])),
        Case(name: "an author and an article deleted", rows: ["1": 9, "2": 4], depth: .gone(from: ["1", "2"])),
        Case(name: "an author and a junction row deleted", rows: ["2": 4, "3": 19], depth: .versions),
        Case(name: "an author and an article edited", young: ["1", "2"], depth: .gone(from: ["2"])),
        Case(name: "a junction row written", young: ["3"], depth: .versions),
        Case(name: "a junction row deleted", rows: ["3": 19], depth: .versions),
        Case(name: "a junction row deleted beside an edit", rows: ["3": 19], young: ["1"], depth: .versions),
        Case(
            name: "an author edited beside a deleted row", rows: ["1": 9], young: ["2"], depth: .gone(from: ["1", "2"])),
    ])
    func `counts decide how much is compared`(_ example: Case) throws {
        let check = CountCheck(
            source: source, before: { example.known[$0] },
            now: { oid in
                let young = TableCount.Span(first: "(0,1)", last: "(0,9)")
                return TableCount(
                    rows: example.rows[oid] ?? example.known[oid] ?? 5,
                    young: example.young.contains(oid) ? young : nil)
            }, unknownYoung: example.unknown)
        #expect(check.depth == example.depth)
    }

    private let source = ItemSource(
        name: "articles", routes: [],
        tables: [
            WatchedTable(oid: "1", name: "articles", lookup: .own),
            WatchedTable(oid: "2", name: "authors", lookup: .toOne(itemsOfYoungRows: "", itemsOfMissingRows: "")),
            WatchedTable(oid: "3", name: "junction", lookup: .untraceable),
        ], signature: Signature(text: ""), keyTypes: ["integer"], keys: "", states: "", items: "")

    // MARK: Against a database: a wrong row of the ledger stays wrong where nothing is compared

    /// Two articles by two authors; the ledger's row of the second one is wrong.
    private func misled() throws -> Stage {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: [{ path: "/articles/{slug}", fields: [title, author.name] }] }
            """,
            rows: """
                INSERT INTO authors VALUES (1, 'Ann', 'ann'), (2, 'Ben', 'ben');
                INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 2)
                """)
        try stage.sql("UPDATE freshen.item SET version = gen_random_uuid(), pages = '{}' WHERE key = '2'")
        return stage
    }

    @Test(arguments: [
        ("UPDATE articles SET title = 'New' WHERE id = 1", ["/articles/a"]),
        ("UPDATE authors SET name = 'Anna' WHERE id = 1", ["/articles/a"]),
        ("INSERT INTO articles (id, title, slug) VALUES (3, 'C', 'c')", ["/articles/c"]),
        ("INSERT INTO authors VALUES (3, 'Cid', 'cid')", []),
        ("UPDATE authors SET name = 'Benno' WHERE id = 2", ["/articles/b"]),
    ])
    func `one edit does not compare the others`(_ edit: String, _ stale: [String]) throws {
        let stage = try misled()
        try stage.sql(edit)
        #expect(try stage.look() == stale)
    }

    @Test func `a date that passes does not compare the others`() throws {
        let stage = try misled()
        try stage.sql("UPDATE articles SET published_at = '2026-01-01T01:00Z' WHERE id = 1")
        #expect(try stage.look() == ["/articles/a"])
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == ["/articles/a"])
    }

    @Test func `a row that was deleted does not compare the others`() throws {
        let stage = try misled()
        try stage.sql("DELETE FROM articles WHERE id = 1")
        #expect(try stage.look() == ["/articles/a"])
    }

    /// As replication and `DISABLE TRIGGER` do, the session writes without foreign keys.
    @Test(arguments: ["author", "author.photo"])
    func `a row that is deleted past its foreign key is found`(_ shows: String) throws {
        let stage = try Stage(
            "collections: { notes: { shows: [\(shows)], routes: [\"/{id}\"] } }",
            rows: """
                CREATE TABLE photos (id int PRIMARY KEY);
                CREATE TABLE people (id int PRIMARY KEY, photo int REFERENCES photos);
                CREATE TABLE notes (id int PRIMARY KEY, author int REFERENCES people);
                INSERT INTO photos VALUES (1), (2); INSERT INTO people VALUES (1, 1), (2, 2), (3, 2);
                INSERT INTO notes VALUES (1, 1), (2, 2), (3, NULL)
                """)
        let table = shows == "author" ? "people" : "photos"
        try stage.sql("SET session_replication_role = replica; DELETE FROM \(table) WHERE id = 1")
        #expect(try stage.look() == ["/1"])
        try stage.sql(
            "DELETE FROM \(table) WHERE id = 2; INSERT INTO \(table) (id) VALUES (9); UPDATE notes SET author = author WHERE id = 3"
        )
        #expect(try stage.look() == ["/2", "/3"])
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    // MARK: More candidates than are named one by one

    @Test func `thousands of rows are found like few`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: [{ path: "/{slug}", fields: [title, author.name] }] }
            """,
            rows: """
                INSERT INTO authors SELECT n, 'a' || n, 'a' || n FROM generate_series(0, 9) AS n;
                INSERT INTO articles (id, title, slug, author, published_at) SELECT n, 't', 's' || n, n % 10,
                  CASE WHEN n > 3500 THEN '2026-01-02T00:00Z'::timestamptz ELSE '2025-01-01T00:00Z' END
                FROM generate_series(1, 5000) AS n
                """)
        func look() throws -> Int { try stage.look(flood: 10_000).count }
        try stage.sql("UPDATE articles SET title = 'u' WHERE id <= 1500")
        #expect(try look() == 1500)
        try stage.sql("UPDATE authors SET name = 'x' WHERE id < 4")
        #expect(try look() == 1400)
        stage.now = instant("2026-01-02T00:00Z")
        try stage.sql(
            """
            UPDATE articles SET title = 'v' WHERE id <= 1200; DELETE FROM articles WHERE id = 1201;
            INSERT INTO articles (id, title, slug) VALUES (9999, 'x', 'x')
            """)
        #expect(try look() == 1500 + 1200 + 1 + 1)
        try stage.sql("UPDATE articles SET id = id + 20000, title = 'w' WHERE id <= 1100")
        #expect(try look() == 1100)
        #expect(try stage.look(.everyItem) == [])
    }
}
