import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// What the ledger stores of pods beside their offsets, and what is sent to distributions again because of it.
@Suite(.timeLimit(.minutes(10))) struct PodStateTests {
    private let stage: Stage
    private let ledger: PostgresLedger
    private let pod = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:1")
    private let late = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:2")
    private let edge = Target(kind: .distribution, name: "E2BX1E7RR7IV8R")

    /// A ledger that knew `pod` and `edge` from the first look on, and a log of three entries.
    init() throws {
        stage = try Stage(rows: threeArticles, unseen: true)
        ledger = try stage.ledger()
        try ledger.enlist([pod, edge])
        try stage.look()
        for id in 1...3 { try edit(id) }
    }

    private func edit(_ id: Int) throws {
        try stage.sql("UPDATE articles SET body = body || '.' WHERE id = \(id)")
        #expect(try stage.look().count == 1)
    }

    private func state(_ target: Target) throws -> TargetState {
        try #require(try ledger.deliveryState().states[target])
    }

    /// What was appended for distributions alone after an id.
    private func again(since id: Int) throws -> [String] {
        let all = try ledger.owed(.distributions, after: id, upTo: ledger.deliveryState().head, limit: 100).entries
        #expect(try ledger.owed(.pods, after: id, upTo: ledger.deliveryState().head, limit: 100).isEmpty)
        return all.map(\.stale.text).sorted()
    }

    @Test func `a pod is owed something since its first entry was captured, and nothing when it has caught up`() throws
    {
        let first = try #require(try state(pod).owedSince)
        try ledger.acknowledge([pod], after: nil, upTo: 1)
        #expect(try #require(try state(pod).owedSince) > first)
        #expect(try ledger.deliveryState().now > first)
        try ledger.acknowledge([pod], after: nil, upTo: 3)
        #expect(try state(pod).owedSince == nil)
    }

    @Test func `what distributions were sent while a pod was behind is appended when it has caught up`() throws {
        try ledger.acknowledge([pod], after: nil, upTo: 1)
        try ledger.markForResend([pod])
        #expect(try state(pod).resendFrom == 2)
        try edit(1)
        try ledger.markForResend([pod])
        #expect(try state(pod).resendFrom == 2)
        try ledger.acknowledge([pod], after: nil, upTo: 4)
        #expect(try state(pod).resendFrom == nil)
        #expect(try again(since: 4) == ["/articles/one", "/articles/three", "/articles/two"])
        // The pod is owed none of it, the distribution is.
        #expect(try state(pod).owedSince == nil && state(edge).owedSince != nil)
        try ledger.acknowledge([pod], after: nil, upTo: 4)
        #expect(try again(since: 4).count == 3)
    }

    @Test func `a pod that is gone is deleted, and what it was behind is appended`() throws {
        try ledger.acknowledge([pod], after: nil, upTo: 2)
        try ledger.markForResend([pod])
        try ledger.delete([pod])
        #expect(try again(since: 3) == ["/articles/three"])
        #expect(try ledger.deliveryState().states.keys.map { $0 } == [edge])
    }

    @Test func `a pod to which nothing was delivered makes everything stale for distributions, caught up or gone`()
        throws
    {
        try ledger.enlist([late])
        #expect(try state(late) == TargetState(offset: nil, resendFrom: 0, owedSince: state(late).owedSince))
        #expect(try state(late).owedSince != nil)
        try ledger.acknowledge([late], after: nil, upTo: 3)
        #expect(try again(since: 3) == ["everything"])
        let other = Target(kind: .pod, web: "shop", name: "other")
        try ledger.enlist([other])
        try ledger.delete([other])
        #expect(try ledger.deliveryState().head == 5)
    }

    @Test func `a process that says its age is owed what was captured since`() throws {
        try stage.sql("UPDATE freshen.change SET at = clock_timestamp() - interval '1 minute' * (4 - id)")
        try ledger.enlist([late])
        // The entries are three, two and one minutes old.
        try ledger.renew(
            late, Incarnation(buildId: "b", freshSince: "s", age: .seconds(100)), asked: ledger.deliveryState().now,
            margin: .seconds(10))
        #expect(try state(late).offset == 2 && state(late).resendFrom == 3)
        #expect(try state(late).buildId == "b" && state(late).freshSince == "s")
        try ledger.renew(late, Incarnation(age: .seconds(100)), asked: ledger.deliveryState().now, margin: .seconds(30))
        #expect(try state(late).offset == 1)
        try ledger.renew(late, Incarnation(age: .seconds(3600)), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(late).offset == 0)
    }

    @Test func `a pod that has caught up in part stays behind the rest`() throws {
        try ledger.acknowledge([pod], after: nil, upTo: 1)
        try ledger.markForResend([pod])
        try ledger.acknowledge([pod], after: nil, upTo: 2)
        #expect(try state(pod).resendFrom == 3)
        #expect(try again(since: 3) == ["/articles/two"])
        try ledger.acknowledge([pod], after: nil, upTo: 4)
        #expect(try state(pod).resendFrom == nil)
        #expect(try again(since: 4) == ["/articles/three"])
    }

    @Test func `another process behind the same address counts as a new pod, and the earlier one as deleted`() throws {
        try ledger.acknowledge([pod], after: nil, upTo: 1)
        try ledger.markForResend([pod])
        try ledger.renew(pod, Incarnation(buildId: "2", age: .zero), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(pod).offset == 3 && state(pod).resendFrom == 4)
        #expect(try again(since: 3) == ["/articles/three", "/articles/two"])
        try ledger.renew(pod, Incarnation(buildId: "3"), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(pod).offset == nil && state(pod).resendFrom == 0)
        // Nothing was delivered to it, so nothing is appended.
        try ledger.renew(pod, Incarnation(buildId: "4", age: .zero), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(pod).resendFrom == 6 && ledger.deliveryState().head == 5)
    }

    @Test func `a process older than the retained log is owed everything, a younger one nothing that was pruned`()
        throws
    {
        try stage.sql("DELETE FROM freshen.change WHERE id <= 2; UPDATE freshen.checkpoint SET pruned = 2")
        try ledger.enlist([late])
        try ledger.renew(late, Incarnation(age: .seconds(6 * 86_400)), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(late).offset == 2)
        try ledger.renew(late, Incarnation(age: .seconds(8 * 86_400)), asked: ledger.deliveryState().now, margin: .zero)
        #expect(try state(late).offset == nil && state(late).resendFrom == 0)
    }

    @Test func `what was sent to a process does not count for the one that replaced it meanwhile`() throws {
        try ledger.acknowledge([pod], after: 0, upTo: 2)
        try ledger.renew(pod, Incarnation(buildId: "2"), asked: ledger.deliveryState().now, margin: .zero)
        try ledger.acknowledge([pod], after: 2, upTo: 3)
        #expect(try state(pod).offset == nil && state(pod).resendFrom == 0)
        try ledger.acknowledge([pod], after: nil, upTo: 3)
        #expect(try state(pod).offset == 3)
    }

    @Test func `the age of a process is counted from when it was asked, not from when it is stored`() throws {
        try stage.sql("UPDATE freshen.change SET at = clock_timestamp() - interval '1 minute' * (4 - id)")
        try ledger.enlist([late])
        let asked = try ledger.deliveryState().now - .seconds(90)
        try ledger.renew(late, Incarnation(age: .seconds(60)), asked: asked, margin: .zero)
        #expect(try state(late).offset == 1)
    }

    @Test func `what a pod says is stored, and a later answer does not replace it`() throws {
        try ledger.recordIncarnations([pod: Incarnation(buildId: "b")])
        try ledger.recordIncarnations([pod: Incarnation(buildId: "c", freshSince: "s")])
        #expect(try state(pod).buildId == "b" && state(pod).freshSince == "s")
    }

    @Test func `what was pruned is sent again as everything`() throws {
        try ledger.markForResend([pod])
        try stage.sql("DELETE FROM freshen.change WHERE id <= 2; UPDATE freshen.checkpoint SET pruned = 2")
        try ledger.acknowledge([pod], after: nil, upTo: 3)
        #expect(try again(since: 3) == ["everything"])
    }

    @Test func `what a pod refuses is stored once, and deleted with the pod`() throws {
        try ledger.quarantine([Refusal(.path("/x"), reason: "no"), Refusal(.tag("t"), reason: "none")], of: pod)
        try ledger.quarantine([Refusal(.path("/x"), reason: "still no")], of: pod)
        // One answer may name an entry twice.
        let both = ["first", "second"].map { Refusal<Stale>(.tag("t"), reason: $0) }
        try ledger.quarantine(both, of: pod)
        #expect(try stage.value("SELECT reason FROM freshen.quarantine WHERE kind = 'tag'") == "second")
        #expect(try stage.value("SELECT count(*) FROM freshen.quarantine") == "2")
        #expect(try stage.value("SELECT reason FROM freshen.quarantine WHERE path = '/x'") == "still no")
        try ledger.delete([pod])
        #expect(try stage.value("SELECT count(*) FROM freshen.quarantine") == "0")
    }

    @Test func `appending waits for another writer of the log`() throws {
        try ledger.markForResend([pod])
        let other = try open(stage.conninfo)
        try other.execute("BEGIN; SELECT 1 FROM freshen.checkpoint FOR UPDATE")
        let work = BackgroundThread { try commit(other, whenAwaitedIn: stage.conninfo) }
        try ledger.acknowledge([pod], after: nil, upTo: 3)
        try work.join()
        #expect(try again(since: 3).count == 3)
    }
}
