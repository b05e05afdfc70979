import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Deleted rows are found by the groups of keys that differ, without a join of all keys.
@Suite(.timeLimit(.minutes(10))) struct GoneItemsTests {
    /// A table with 2,000 rows, their keys made by an expression of `i`, and the statements of the looks.
    private func stage(_ columns: String, _ key: String, _ values: String) throws -> (Stage, Statements) {
        let stage = try Stage(
            "collections: { things: { routes: ['/{name}'] } }\n",
            rows: """
                CREATE EXTENSION citext; CREATE TABLE things (\(columns), name text, PRIMARY KEY (\(key)));
                INSERT INTO things SELECT \(values), 'n' || i FROM generate_series(1, 2000) AS i
                """)
        let statements = Statements()
        stage.own.trace = { statement, _ in statements.all.append(statement) }
        return (stage, statements)
    }

    private final class Statements {
        var all: [String] = []

        /// Whether all keys of the ledger were joined with those of the table.
        var joinsAllKeys: Bool {
            all.contains { $0.contains("NOT EXISTS (SELECT FROM (SELECT") && !$0.contains(" LIKE ") }
        }
    }

    @Test(
        "a deleted row is found whatever its key",
        arguments: [
            ("id int", "id", "i"), ("id bigint", "id", "-i * 10000000000"),
            ("id uuid", "id", "md5(i::text)::uuid"), ("id text", "id", "'item-' || i"),
            ("id text", "id", "repeat('%_\\', i % 3) || chr(i % 2 + 8364) || i"), ("id varchar(9)", "id", "'É' || i"),
            ("id text", "id", "'ab\\' || i"),
            ("a int, b text", "a, b", "i / 100, 'x' || i"), ("id numeric", "id", "i / 7.0"),
            ("id timestamptz", "id", "'2026-01-01'::timestamptz + i * interval '1 second'"),
        ])
    func keys(_ columns: String, _ key: String, _ values: String) throws {
        let (stage, statements) = try stage(columns, key, values)
        try stage.sql("DELETE FROM things WHERE name IN ('n7', 'n1234')")
        #expect(try stage.look() == ["/n1234", "/n7"])
        #expect(!statements.joinsAllKeys)
        #expect(try stage.look(.everyItem) == [])
    }

    @Test(
        "new rows beside deleted ones do not hide them",
        arguments: [
            "INSERT INTO things SELECT i, 'n' || i FROM generate_series(2001, 2050) AS i",
            "INSERT INTO things VALUES (2001, 'n2001')",
            "UPDATE things SET id = 9001, name = 'n2001' WHERE name = 'n1'",
        ])
    func beside(_ sql: String) throws {
        let (stage, statements) = try stage("id int", "id", "i")
        try stage.sql("DELETE FROM things WHERE name = 'n1000'; " + sql)
        #expect(try stage.look().contains("/n1000"))
        #expect(!statements.joinsAllKeys)
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a new key with the hash of a deleted one does not hide it`() throws {
        let (stage, statements) = try stage("id int", "id", "i")
        let pair = try #require(
            try stage.cms.query(
                """
                SELECT min(id) AS one, max(id) AS other FROM generate_series(100000000, 100400000) AS id
                GROUP BY left(id::text, 4), hashtext(id::text) >> 1 HAVING count(*) > 1 LIMIT 1
                """
            ).first)
        try stage.sql("INSERT INTO things VALUES (\(pair[0] ?? ""), 'one')")
        #expect(try stage.look() == ["/one"])
        try stage.sql("DELETE FROM things WHERE name IN ('one', 'n5')")
        try stage.sql("INSERT INTO things VALUES (\(pair[1] ?? ""), 'other')")
        #expect(try stage.look() == ["/n5", "/one", "/other"])
        #expect(statements.joinsAllKeys)
    }

    @Test func `where many groups differ, all keys are joined`() throws {
        let (stage, statements) = try stage("id uuid", "id", "md5(i::text)::uuid")
        try stage.sql("DELETE FROM things WHERE name LIKE 'n1%'")
        #expect(try stage.look().count == 1111)
        #expect(statements.joinsAllKeys)
    }

    @Test func `keys that differ only in case are two, also where their type takes them for one`() throws {
        let (stage, _) = try stage("id citext", "id", "'a' || i")
        try stage.sql("DELETE FROM things WHERE name = 'n5'; INSERT INTO things VALUES ('A5', 'n5')")
        try stage.look()
        #expect(try stage.look(.everyItem) == [])
        #expect(try stage.value("SELECT count(*) FROM freshen.item WHERE key = 'a5'") == "0")
    }
}
