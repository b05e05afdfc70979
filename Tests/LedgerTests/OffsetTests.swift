import Freshen
import Ledger
import Testing

/// The offset of each target, and what it is owed.
@Suite(.timeLimit(.minutes(10))) struct OffsetTests {
    private let pod = Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:1")
    private let late = Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:2")
    private let edge = Target(kind: .distribution, name: "E2BX1E7RR7IV8R")

    @Test func `a target enlisted before the first look starts at the log's head, a later one is owed everything`()
        throws
    {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let ledger = try stage.ledger()
        try ledger.enlist([pod, edge])
        try stage.look()
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        try stage.look()
        try ledger.enlist([pod, late])
        try ledger.enlist([])
        #expect(try ledger.deliveryState().offsets == ([pod: 0, edge: 0, late: nil] as [Target: Int?]))
    }

    @Test func `targets of one name in two webs are two`() throws {
        let ledger = try Stage(unseen: true).ledger()
        let other = Target(kind: .pod, web: "blog", name: pod.name)
        try ledger.enlist([pod, other])
        try ledger.acknowledge([other], after: nil, upTo: 7)
        #expect(try ledger.deliveryState().offsets == ([pod: 0, other: 7] as [Target: Int?]))
    }

    @Test func `an offset moves forward only`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try ledger.enlist([pod, late])
        try ledger.acknowledge([pod], after: nil, upTo: 5)
        try ledger.acknowledge([pod], after: nil, upTo: 3)
        #expect(try ledger.deliveryState().offsets == ([pod: 5, late: nil] as [Target: Int?]))
    }

    @Test func `what lies between offset and head is owed, each entry once`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        for body in ["a", "b"] {
            try stage.sql("UPDATE articles SET body = '\(body)' WHERE id = 1")
            try stage.look()
        }
        let middle = try ledger.deliveryState().head
        try stage.sql("DELETE FROM articles WHERE id = 2")
        try stage.look()
        let head = try ledger.deliveryState().head
        #expect(
            try ledger.owed(.pods, after: 0, upTo: middle, limit: 5000).entries == [LogEntry(.path("/articles/one"))])
        let rest = try ledger.owed(.pods, after: middle, upTo: head, limit: 5000)
        #expect(Set(rest.entries.map(\.stale.text)) == ["/articles/two", "/sitemap.xml"] && !rest.needsEverything)
        #expect(try ledger.owed(.pods, after: head, upTo: head, limit: 5000).isEmpty)
    }

    @Test func `a target to which nothing was delivered is owed everything`() throws {
        let ledger = try Stage(rows: threeArticles).ledger()
        let owed = try ledger.owed(.pods, after: nil, upTo: 0, limit: 5000)
        #expect(owed.needsEverything && owed.entries.isEmpty)
    }

    // MARK: Batches

    @Test func `batches stay as they were stored until they are accepted`() throws {
        let stage = try Stage()
        let ledger = try stage.ledger()
        try ledger.enlist([edge])
        try ledger.store(distribution: edge.name, batches: [["/a,b", "/c\"{}\\"], ["/d"]], upTo: 4)
        let batches = try ledger.openBatches(of: edge.name)
        #expect(batches.map(\.items) == [["/a,b", "/c\"{}\\"], ["/d"]])
        #expect(batches.map(\.upTo) == [4, 4] && Set(batches.map(\.callerReference)).count == 2)
        #expect(try stage.ledger(open(stage.conninfo)).openBatches(of: edge.name) == batches)
        #expect(try ledger.openBatches(of: "another").isEmpty)
    }

    @Test func `the last batch that is accepted moves the offset, the first does not`() throws {
        let stage = try Stage()
        let ledger = try stage.ledger()
        let other = Target(kind: .distribution, name: "another")
        try ledger.enlist([edge, other])
        try ledger.store(distribution: edge.name, batches: [["/a"], ["/b"]], upTo: 4)
        try ledger.store(distribution: other.name, batches: [["/a"]], upTo: 9)
        let batches = try ledger.openBatches(of: edge.name)
        try ledger.accept(batches[0], invalidation: "I1")
        #expect(try ledger.deliveryState().offsets == ([edge: nil, other: nil] as [Target: Int?]))
        #expect(try ledger.openBatches(of: edge.name) == [batches[1]])
        try ledger.accept(batches[1], invalidation: "I2")
        #expect(try ledger.deliveryState().offsets == ([edge: 4, other: nil] as [Target: Int?]))
        #expect(try ledger.openBatches(of: edge.name).isEmpty)
        #expect(try stage.value("SELECT string_agg(invalidation, ',' ORDER BY id) FROM freshen.batch") == "I1,I2")
    }

    @Test func `an accepted batch moves no offset back`() throws {
        let ledger = try Stage().ledger()
        try ledger.enlist([edge])
        try ledger.store(distribution: edge.name, batches: [["/a"]], upTo: 4)
        try ledger.acknowledge([edge], after: nil, upTo: 6)
        try ledger.accept(try #require(try ledger.openBatches(of: edge.name).first), invalidation: "I1")
        #expect(try ledger.deliveryState().offsets == ([edge: 6] as [Target: Int?]))
    }

    @Test func `no batch to store is delivered at once`() throws {
        let ledger = try Stage().ledger()
        try ledger.enlist([edge])
        try ledger.store(distribution: edge.name, batches: [], upTo: 4)
        #expect(try ledger.deliveryState().offsets == ([edge: 4] as [Target: Int?]))
        #expect(try ledger.openBatches(of: edge.name).isEmpty)
    }

    @Test func `batches are stored all or nothing`() throws {
        let stage = try Stage()
        let ledger = try stage.ledger()
        try stage.sql("ALTER TABLE freshen.batch ADD CHECK (items <> '{/bad}')")
        #expect(throws: Failure.self) {
            try ledger.store(distribution: edge.name, batches: [["/a"], ["/bad"]], upTo: 4)
        }
        #expect(try ledger.openBatches(of: edge.name).isEmpty)
        try ledger.store(distribution: edge.name, batches: [["/a"]], upTo: 4)
        #expect(try ledger.openBatches(of: edge.name).count == 1)
    }
}
