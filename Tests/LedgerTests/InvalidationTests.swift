import Freshen
import Ledger
import TestSupport
import Testing

/// What happens to batches after they were sent to CloudFront.
@Suite(.timeLimit(.minutes(10))) struct InvalidationTests {
    private let edge = Target(kind: .distribution, name: "E2BX1E7RR7IV8R")

    /// A ledger with a batch for each list of items; the first `accepted` of them are accepted.
    private func ledger(_ stage: Stage, _ batches: [[String]], accepted: Int = 0) throws -> PostgresLedger {
        let ledger = try stage.ledger()
        try ledger.enlist([edge])
        try ledger.store(distribution: edge.name, batches: batches, upTo: 9)
        for (index, batch) in try ledger.openBatches(of: edge.name).prefix(accepted).enumerated() {
            try ledger.accept(batch, invalidation: "I\(index)")
        }
        return ledger
    }

    @Test func `an accepted batch is unconfirmed until it is confirmed`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a", "/b"], ["/c"], ["/d"]], accepted: 2)
        let unconfirmed = try ledger.unconfirmed(of: edge.name)
        #expect(unconfirmed.map(\.invalidation) == ["I0", "I1"])
        #expect(unconfirmed.map(\.items) == [["/a", "/b"], ["/c"]])
        #expect(try ledger.unconfirmed(of: "E9").isEmpty)
        try ledger.confirm(unconfirmed[0])
        let at = try stage.value("SELECT confirmed_at FROM freshen.batch WHERE invalidation = 'I0'")
        try ledger.confirm(unconfirmed[0])
        #expect(try stage.value("SELECT confirmed_at FROM freshen.batch WHERE invalidation = 'I0'") == at && at != nil)
        #expect(try ledger.unconfirmed(of: edge.name).map(\.invalidation) == ["I1"])
        #expect(try ledger.openBatches(of: edge.name).map(\.items) == [["/d"]])
    }

    @Test func `a batch that CloudFront no longer knows is deleted, an open one never`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a"], ["/b"]], accepted: 1)
        for batch in try ledger.unconfirmed(of: edge.name) + ledger.openBatches(of: edge.name) {
            try ledger.delete(batch)
        }
        #expect(try stage.value("SELECT string_agg(items::text, '') FROM freshen.batch") == "{/b}")
    }

    @Test func `an accepted batch is deleted after seven days, an open one stays`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a"], ["/b"], ["/c"]], accepted: 2)
        try stage.sql(
            "UPDATE freshen.batch SET created_at = now() - interval '8 days' WHERE invalidation IS DISTINCT FROM 'I1'")
        try stage.sql("UPDATE articles SET title = 'x'")
        try stage.look(ledger: ledger)
        #expect(try stage.value("SELECT string_agg(items::text, '' ORDER BY id) FROM freshen.batch") == "{/b}{/c}")
    }

    @Test func `other batches replace an open one, each with a caller reference of its own`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a", "/b", "/c"], ["/d"]])
        let open = try ledger.openBatches(of: edge.name)
        try ledger.replace(open[0], with: [["/a"], ["/b", "/c"]], quarantining: nil)
        let after = try ledger.openBatches(of: edge.name)
        #expect(after.map(\.items) == [["/d"], ["/a"], ["/b", "/c"]])
        #expect(Set((open + after).map(\.callerReference)).count == 4)
        #expect(after.allSatisfy { $0.upTo == 9 })
        for (index, batch) in after.enumerated() { try ledger.accept(batch, invalidation: "I\(index)") }
        #expect(try ledger.deliveryState().offset(of: edge) == 9)
    }

    @Test func `a refused item is stored together with the batch that replaces it`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a|b"]])
        let open = try ledger.openBatches(of: edge.name)
        try ledger.replace(open[0], with: [["/a*"]], quarantining: Refusal("/a|b", reason: "invalid"))
        let noted =
            "SELECT string_agg(concat_ws(' ', name, q.kind, path, reason), ';') FROM freshen.quarantine AS q "
            + "JOIN freshen.target AS t ON t.id = q.target"
        #expect(try stage.value(noted) == "\(edge.name) item /a|b invalid")
        try ledger.store(distribution: edge.name, batches: [["/a|b"]], upTo: 10)
        let again = try ledger.openBatches(of: edge.name)
        try ledger.replace(again[1], with: [["/a*"]], quarantining: Refusal("/a|b", reason: "still"))
        #expect(try stage.value(noted) == "\(edge.name) item /a|b still")
    }

    @Test func `a batch that another run has accepted or replaced stays as that run left it`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try ledger(stage, [["/a"], ["/b"]])
        let open = try ledger.openBatches(of: edge.name)
        try ledger.accept(open[0], invalidation: "I0")
        try ledger.replace(open[1], with: [["/b*"]], quarantining: nil)
        for batch in open {
            try ledger.replace(batch, with: [["/x"]], quarantining: Refusal("/x", reason: "x"))
        }
        #expect(try ledger.openBatches(of: edge.name).map(\.items) == [["/b*"]])
        #expect(try stage.value("SELECT count(*) FROM freshen.quarantine") == "0")
    }
}
