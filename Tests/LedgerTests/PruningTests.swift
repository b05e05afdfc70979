import Freshen
import Ledger
import Testing

/// Entries older than seven days are deleted, and targets that have not read them are owed everything.
@Suite(.timeLimit(.minutes(10))) struct PruningTests {
    private let pod = Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:1")

    /// A log of one old entry and one new one, pruned to the new one.
    private func pruned() throws -> Stage {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        try stage.look()
        try stage.sql(
            "UPDATE freshen.change SET at = clock_timestamp() - interval '7 days 1 minute'; UPDATE articles SET body = 'new' WHERE id = 2"
        )
        try stage.look()
        return stage
    }

    @Test
    func `entries older than seven days are deleted, and an offset before them is everything beside what is left`()
        throws
    {
        let stage = try pruned()
        let ledger = try stage.ledger()
        #expect(try stage.value("SELECT string_agg(path, ',') FROM freshen.change") == "/articles/two")
        let old = try ledger.owed(.pods, after: 0, upTo: ledger.deliveryState().head, limit: 5000)
        #expect(old.needsEverything && old.entries == [LogEntry(.path("/articles/two"))])
        let last = try #require(try stage.value("SELECT pruned FROM freshen.checkpoint").flatMap { Int($0) })
        #expect(try !ledger.owed(.pods, after: last, upTo: ledger.deliveryState().head, limit: 5000).needsEverything)
    }

    @Test func `entries younger than seven days stay`() throws {
        let stage = try Stage(rows: threeArticles)
        for id in 1...2 {
            try stage.sql("UPDATE articles SET body = 'new' WHERE id = \(id)")
            try stage.look()
            try stage.sql("UPDATE freshen.change SET at = clock_timestamp() - interval '6 days 23 hours'")
        }
        #expect(try stage.value("SELECT count(*) FROM freshen.change") == "2")
        #expect(try stage.value("SELECT pruned FROM freshen.checkpoint") == "0")
    }

    @Test func `a log that was pruned to its end keeps its head`() throws {
        let stage = try pruned()
        let ledger = try stage.ledger()
        let head = try ledger.deliveryState().head
        try stage.sql("UPDATE freshen.change SET at = clock_timestamp() - interval '8 days'")
        #expect(try stage.look(.everyItem) == [])
        #expect(try stage.value("SELECT count(*) FROM freshen.change") == "0")
        #expect(try ledger.deliveryState().head == head)
        try ledger.enlist([pod])
        try ledger.acknowledge([pod], after: nil, upTo: ledger.deliveryState().head)
        let offset = try #require(try ledger.deliveryState().offsets[pod])
        #expect(try ledger.owed(.pods, after: offset, upTo: ledger.deliveryState().head, limit: 5000).isEmpty)
    }

    @Test func `an offset between pruned entries is everything, one at the last of them is not`() throws {
        let stage = try Stage(rows: threeArticles)
        for id in 1...3 {
            try stage.sql("UPDATE articles SET body = 'new' WHERE id = \(id)")
            try stage.look()
        }
        try stage.sql("UPDATE freshen.change SET at = clock_timestamp() - interval '8 days'")
        try stage.sql("UPDATE articles SET body = 'newer' WHERE id = 1")
        try stage.look()
        #expect(try stage.value("SELECT string_agg(id::text, ',') FROM freshen.change") == "4")
        let ledger = try stage.ledger()
        for offset in 0...2 {
            #expect(try ledger.owed(.pods, after: offset, upTo: 4, limit: 5000).needsEverything, "\(offset)")
        }
        #expect(try !ledger.owed(.pods, after: 3, upTo: 4, limit: 5000).needsEverything)
    }

    @Test func `more old entries than one look deletes are deleted by the next ones`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            """
            INSERT INTO freshen.change (run, at, kind, path, reason)
            SELECT 0, clock_timestamp() - interval '8 days', 'path', '/' || n, 'changed' FROM generate_series(1, 5500) AS n
            """)
        var left: [String?] = []
        for body in ["a", "b", "c"] {
            try stage.sql("UPDATE articles SET body = '\(body)' WHERE id = 1")
            try stage.look()
            left.append(try stage.value("SELECT count(*) FROM freshen.change WHERE run = 0"))
        }
        #expect(left == ["500", "0", "0"])
        #expect(try stage.value("SELECT pruned FROM freshen.checkpoint") == "5500")
    }

    @Test func `a look that finds nothing deletes nothing`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            """
            INSERT INTO freshen.change (run, at, kind, path, reason)
            VALUES (0, clock_timestamp() - interval '8 days', 'path', '/', 'changed')
            """)
        try stage.look()
        #expect(try stage.value("SELECT count(*) FROM freshen.change") == "1")
    }
}
