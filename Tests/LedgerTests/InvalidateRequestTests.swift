import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// What `freshen invalidate` appends to the log of a real database.
@Suite(.timeLimit(.minutes(10))) struct InvalidateRequestTests {
    private let pod = Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:1")
    private let all: [Stale] = [.path("/a"), .pattern("/a/[b]", .page), .tag("t"), .everything]

    /// What a request for `stale` appends to the log.
    private func request(_ stale: [Stale], on stage: Stage) throws -> Set<LogEntry> {
        let ledger = try stage.ledger()
        let before = try ledger.deliveryState().head
        let seen = try seen(ledger.look(stage.order(.invalidate(stale))))
        #expect(seen.lookedAt == nil && seen.changes == 0 && !seen.isFirst && seen.planned.isEmpty)
        #expect((seen.everything == nil) == !stale.contains(.everything))
        return Set(try ledger.owed(.pods, after: before, upTo: ledger.deliveryState().head, limit: 5000).entries)
    }

    @Test func `a request is appended, and nothing else is written`() throws {
        let stage = try Stage(rows: threeArticles)
        var gained: Set<LogEntry> = []
        let written = try stage.written { gained = try request(all + all, on: stage) }
        #expect(gained == Set(all.map { LogEntry($0) }))
        #expect(written == ["freshen.change"])
        #expect(try stage.value("SELECT count(*) FROM freshen.change") == "4")
    }

    @Test func `the next look starts from the look before the request`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        _ = try request([.path("/a")], on: stage)
        #expect(try stage.look() == ["/articles/one"])
        #expect(try stage.look() == [])
    }

    @Test func `a flood of the next look leaves the entries of a request`() throws {
        let stage = try Stage(rows: threeArticles)
        _ = try request([.path("/a")], on: stage)
        try stage.sql("UPDATE articles SET body = 'new'")
        #expect(try stage.look(flood: 2) == ["everything"])
        #expect(try stage.value("SELECT string_agg(kind, ',' ORDER BY id) FROM freshen.change") == "path,everything")
    }

    @Test func `a page that is rewritten is sent to pods by both names`() throws {
        let yaml = site + "      - { path: \"/news/{slug}\", next: \"/articles/{slug}\" }\n"
        let stage = try Stage(yaml, rows: threeArticles)
        #expect(
            try request([.path("/news/one"), .path("/news/none"), .path("/articles/two")], on: stage) == [
                LogEntry(.path("/news/one"), next: "/articles/one"), LogEntry(.path("/news/none")),
                LogEntry(.path("/articles/two")),
            ])
    }

    @Test func `a dry run lists the same and writes no row`() throws {
        let stage = try Stage(rows: threeArticles)
        let order = stage.order(.invalidate(all), isDryRun: true)
        var planned: [PlannedEntry] = []
        let written = try stage.written { planned = try seen(stage.ledger().look(order)).planned }
        #expect(written.isEmpty && Set(planned.map(\.entry)) == Set(all.map { LogEntry($0) }))
        #expect(planned.allSatisfy { $0.reason == "named by freshen invalidate" })
    }

    @Test func `before the first look a request is owed to known targets, and the first look still appends nothing`()
        throws
    {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let ledger = try stage.ledger()
        try ledger.enlist([pod])
        #expect(try request([.path("/a")], on: stage) == [LogEntry(.path("/a"))])
        #expect(try ledger.deliveryState().offset(of: pod) == 0 && ledger.deliveryState().head == 1)
        let late = Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:2")
        try ledger.enlist([late])
        #expect(try ledger.deliveryState().offset(of: late) == 1)
        #expect(try stage.look() == [])
        #expect(try ledger.deliveryState().hasLooked)
    }

    @Test func `a request waits for a look in progress, and is appended after it`() throws {
        let stage = try Stage(rows: threeArticles)
        let holder = try open(stage.conninfo)
        try holder.execute(
            """
            BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE;
            INSERT INTO freshen.change (run, kind, path, reason) VALUES (1, 'path', '/before', 'changed')
            """)
        let conninfo = stage.conninfo
        let other = BackgroundThread { try commit(holder, whenAwaitedIn: conninfo) }
        let order = stage.order(.invalidate([.path("/after")]), waitsForLock: true)
        _ = try seen(stage.ledger().look(order))
        try other.join()
        #expect(try stage.value("SELECT string_agg(path, ',' ORDER BY id) FROM freshen.change") == "/before,/after")
    }

    @Test func `a request that does not wait is busy while another session holds the lock`() throws {
        let stage = try Stage(rows: threeArticles)
        let holder = try open(stage.conninfo)
        try holder.execute("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE")
        guard case .busy = try stage.ledger().look(stage.order(.invalidate([.path("/a")]))) else {
            throw Unexpected("the lock was not taken")
        }
        #expect(try stage.value("SELECT count(*) FROM freshen.change") == "0")
    }
}
