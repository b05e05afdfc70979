import Freshen
import Ledger
import TestSupport
import Testing

/// The ledger's state, read from a real database.
@Suite(.timeLimit(.minutes(10))) struct StatusTests {
    private let pod = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:1")
    private let late = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:2")
    private let edge = Target(kind: .distribution, name: "E1")

    private func line(
        _ target: Target, _ offset: Int?, owed: Int = 0, everything: Bool = false, since: Instant? = nil
    ) -> LedgerStatus.Line {
        LedgerStatus.Line(target: target, offset: offset, owed: owed, everything: everything, since: since)
    }

    private func instant(_ query: String, on stage: Stage) throws -> Instant {
        Instant(
            microseconds: try #require(
                try stage.value("SELECT (extract(epoch FROM (\(query))) * 1000000)::bigint").flatMap { Int64($0) }))
    }

    @Test func `before the first look the status has only the targets, up to date`() throws {
        let ledger = try Stage(rows: threeArticles, unseen: true).ledger()
        try ledger.enlist([pod, edge])
        let status = try ledger.status(runs: 10)
        #expect(status.lookedAt == nil && status.age == nil && status.head == 0 && status.runs.isEmpty)
        #expect(status.lines == [line(pod, 0), line(edge, 0)])
    }

    @Test func `a target that is behind is owed a number of entries since the first of them, a new one everything`()
        throws
    {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let ledger = try stage.ledger()
        try ledger.enlist([pod, edge])
        try stage.look()
        for _ in 0..<2 {
            try stage.sql("UPDATE articles SET body = body || '!' WHERE id = 1")
            try stage.look()
        }
        try ledger.enlist([late])
        let head = try ledger.deliveryState().head
        try ledger.acknowledge([pod], after: nil, upTo: head)
        var status = try ledger.status(runs: 10)
        let first = try instant("SELECT min(at) FROM freshen.change", on: stage)
        let seen = try instant("SELECT seen_at FROM freshen.target WHERE acknowledged IS NULL", on: stage)
        #expect(status.head == head && status.lookedAt == stage.now)
        #expect(
            status.lines == [
                line(pod, head), line(late, nil, owed: 1, everything: true, since: seen),
                line(edge, 0, owed: 1, since: first),
            ])
        try stage.sql("UPDATE freshen.checkpoint SET pruned = \(head), \(signature)")
        status = try ledger.status(runs: 10)
        let pruned = try #require(status.lines.last)
        #expect(pruned.everything && pruned.since != nil && status.lines.first == line(pod, head))
    }

    @Test func `entries for distributions alone are not owed to pods`() throws {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let ledger = try stage.ledger()
        try ledger.enlist([pod, edge])
        try stage.look()
        try stage.sql(
            "INSERT INTO freshen.change (run, audience, kind, path, reason) VALUES (1, 'distributions', 'path', '/a', 'again')"
        )
        let status = try ledger.status(runs: 10)
        #expect(status.lines.map(\.owed) == [0, 1])
        #expect(status.lines.map { $0.since == nil } == [true, false])
    }

    @Test func `what a pod refused is listed with the reason, until the pod is deleted`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try ledger.enlist([pod])
        try stage.sql(
            "INSERT INTO freshen.quarantine (target, kind, path, reason) SELECT id, 'path', '/a', 'too odd' FROM freshen.target"
        )
        let refused = try ledger.status(runs: 10).quarantine
        #expect(refused.map(\.target) == [pod] && refused.map(\.text) == ["/a"] && refused.map(\.reason) == ["too odd"])
        try ledger.delete([pod])
        #expect(try ledger.status(runs: 10).quarantine.isEmpty)
    }

    @Test func `of many refused entries the newest are listed with their number`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try ledger.enlist([pod])
        try ledger.quarantine((1...300).map { Refusal(.path("/p\($0)"), reason: "no") }, of: pod)
        try ledger.quarantine([Refusal(.path("/last"), reason: "no")], of: pod)
        let refused = try ledger.status(runs: 1).quarantine
        #expect(refused.count == 10 && refused[0].text == "/last" && refused.allSatisfy { $0.count == 301 })
    }

    @Test func `a refused tag is stored as the log stores it, and shown with #`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try ledger.enlist([pod])
        let refused: [Stale] = [.tag("menu"), .pattern("/[slug]", .page), .path("/a")]
        try ledger.quarantine(refused.map { Refusal($0, reason: "no") }, of: pod)
        #expect(try Set(ledger.status(runs: 1).quarantine.map(\.text)) == ["#menu", "/[slug]", "/a"])
        #expect(try stage.value("SELECT path FROM freshen.quarantine WHERE kind = 'tag'") == "menu")
    }

    @Test func `runs are kept for seven days, the newest first`() throws {
        let stage = try Stage()
        let ledger = try stage.ledger()
        var report = Report(failure: Failure(.tryAgain, "a pod timed out"))
        try ledger.record(report, of: "run")
        try stage.sql("UPDATE freshen.run SET finished_at = clock_timestamp() - interval '6 days 23 hours'")
        (report.outcome, report.exit, report.changes, report.lookedAt, report.error) = (.done, .done, 3, stage.now, nil)
        try ledger.record(report, of: "catch-up")
        let runs = try ledger.status(runs: 10).runs
        #expect(runs.map(\.command) == ["catch-up", "run"] && runs.map(\.outcome) == ["done", "owed"])
        #expect(runs.map(\.error) == [nil, "a pod timed out"])
        #expect(
            runs.map(\.exit) == [0, 75] && runs.map(\.changes) == [3, 0] && runs.map(\.lookedAt) == [stage.now, nil])
        #expect(try ledger.status(runs: 1).runs == [runs[0]])
        try stage.sql("UPDATE freshen.run SET finished_at = clock_timestamp() - interval '7 days 1 minute'")
        try ledger.record(report, of: "run")
        #expect(try ledger.status(runs: 10).runs.map(\.command) == ["run"])
    }

    @Test func `reading the status writes nothing and waits for no lock`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try stage.sql("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE; LOCK TABLE articles IN ACCESS EXCLUSIVE MODE")
        #expect(try ledger.status(runs: 10).lookedAt == stage.now)
        try stage.sql("ROLLBACK")
        #expect(try stage.written { _ = try ledger.status(runs: 10) }.isEmpty)
    }
}
