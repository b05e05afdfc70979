import LedgerSQL
import Testing

@Suite(.timeLimit(.minutes(10))) struct SQLTests {
    @Test func `values are bound in the order in which they stand`() {
        let statement: SQL = "SELECT \(bind: "a"), \(bind: nil), \(bind: "a") FROM t LIMIT \(number: 3)"
        let rendered = statement.rendered()
        #expect(rendered.text == "SELECT $1, $2, $3 FROM t LIMIT 3")
        #expect(rendered.parameters == ["a", nil, "a"])
    }

    @Test func `a parameter has one number wherever it stands`() {
        let at = SQL.parameter(.lookedAt)
        let inner: SQL = "b = \(at)"
        let statement: SQL = "\(bind: "x") < \(at) AND \(inner) AND \(.parameter(.horizon)) = \(bind: "y") AND \(at)"
        let rendered = statement.rendered(SQL.Context(values: [.lookedAt: "2026-01-01T00:00:00Z", .horizon: "7"]))
        #expect(
            rendered.text == "$1 < $2::timestamptz AND b = $2::timestamptz AND $3::xid = $4 AND $2::timestamptz")
        #expect(rendered.parameters == ["x", "2026-01-01T00:00:00Z", "7", "y"])
    }

    @Test func `a parameter without a value is null`() {
        let rendered = SQL.parameter(.windowStart).rendered()
        #expect(rendered.text == "$1::timestamptz")
        #expect(rendered.parameters == [nil])
    }

    @Test func `a restriction is left out where all items are looked at`() {
        let part = SQL.whenRestricted(" WHERE id IN (\(bind: "1"))")
        let statement: SQL = "SELECT * FROM t\(part) LIMIT \(bind: "2")"
        let restricted = statement.rendered()
        #expect(restricted.text == "SELECT * FROM t WHERE id IN ($1) LIMIT $2")
        #expect(restricted.parameters == ["1", "2"])
        let all = statement.rendered(SQL.Context(isRestricted: false))
        #expect(all.text == "SELECT * FROM t LIMIT $1")
        #expect(all.parameters == ["2"])
        #expect(statement.unrestricted.rendered().text == all.text)
    }

    @Test func `a route is rendered as the ledger's number for it`() {
        let statement: SQL = "\(.route(1)), \(.route(0)), \(.route(1))"
        #expect(statement.rendered(SQL.Context(routes: [40, 41])).text == "41, 40, 41")
    }

    @Test(arguments: [
        ("slug", "\"slug\""), ("Slug x", "\"Slug x\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""), ("", "\"\""),
        ("a\"\u{301}; DROP", "\"a\"\"\u{301}; DROP\""), ("größe", "\"größe\""),
    ])
    func `a name is quoted`(name: String, quoted: String) {
        let rendered = ("\(name: name)" as SQL).rendered()
        // Compared as bytes, because equal strings may differ in them.
        #expect(Array(rendered.text.utf8) == Array(quoted.utf8))
        #expect(rendered.parameters.isEmpty)
    }

    @Test func `parts are joined, and an empty part is recognised`() {
        let parts: [SQL] = ["a", "\(bind: "1")", "b"]
        #expect(parts.joined(" AND ").rendered().text == "a AND $1 AND b")
        #expect([SQL]().joined(", ").isEmpty)
        #expect(("" as SQL).isEmpty && !("\(bind: nil)" as SQL).isEmpty)
        #expect((("a" as SQL) + "b").rendered().text == "ab")
    }
}
