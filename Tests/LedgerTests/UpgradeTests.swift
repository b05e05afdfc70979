import Freshen
import Ledger
import TestSupport
import Testing

/// A ledger that freshen 0.1 filled, from a dump.
///
/// The schema is restored into another cluster, beside the CMS as it was when the dump was made.
@Suite(.timeLimit(.minutes(10))) struct UpgradeTests {
    private let stage: Stage
    private let pods = (1...3).map { Target(kind: .pod, web: "storefront", name: "http://127.0.0.1:\($0)") }
    private let edge = Target(kind: .distribution, name: "E2BX1E7RR7IV8R")

    init() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "upgrade")
        try server.runFile(packageFolder + "Tests/Fixtures/directus/base.sql", in: database)
        for step in Self.steps {
            try server.runFile(packageFolder + "Tests/Fixtures/directus/steps/\(step).sql", in: database)
        }
        try server.runFile(packageFolder + "Tests/Fixtures/ledger-0.1/ledger.sql", in: database)
        stage = try Stage(try contents(of: "Tests/Fixtures/ledger-0.1/site.yaml"), database: database)
        #expect(
            try Migrator(stage.own).migrate() == [
                "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql", "V007-webs.sql",
            ])
        try Migrator(stage.own).check()
        stage.now = try #require(try stage.ledger().status(runs: 1).lookedAt) + .seconds(60)
    }

    /// What was written to the CMS before the dump was made.
    private static let steps = [
        "001-create-draft", "002-create-published", "003-create-scheduled", "004-create-backdated", "005-update-title",
        "006-save-unchanged", "007-update-body", "008-change-slug", "009-archive", "010-unarchive", "012-delete",
    ]

    @Test func `status reads all of it`() throws {
        let status = try stage.ledger().status(runs: 10)
        #expect(status.head == 31)
        #expect(status.lines.map(\.target) == pods + [edge])
        #expect(status.lines.map(\.offset) == [30, 24, 30, 25])
        #expect(status.lines.map(\.owed) == [0, 5, 0, 6] && status.lines.allSatisfy { !$0.everything })
        #expect(Set(status.quarantine.map(\.text)) == ["#menu", "/by-hand"] && status.quarantine.count == 4)
        #expect(status.runs.map(\.command) == ["run", "run", "invalidate", "invalidate", "run", "run", "run"])
        #expect(status.runs[0].outcome == "owed" && status.runs[0].exit == 75 && status.runs[0].changes == 1)
    }

    @Test func `offsets, batches and what is to be sent again are continued`() throws {
        let ledger = try stage.ledger()
        let state = try #require(try ledger.deliveryState().states[pods[1]])
        #expect(state.offset == 24 && state.resendFrom == 25 && state.buildId == "standin-build")
        let owed = try ledger.owed(.pods, after: 24, upTo: 31, limit: 5000)
        #expect(owed.entries.contains(LogEntry(.path("/news/article-37"), next: "/articles/article-37")))
        #expect(!owed.needsEverything && owed.entries.count == 5)
        #expect(try ledger.owed(.distributions, after: 25, upTo: 31, limit: 5000).includesEverything)
        let open = try ledger.openBatches(of: edge.name)
        #expect(open.map(\.items) == [["/*"]] && open.map(\.upTo) == [31])
        #expect(try ledger.unconfirmed(of: edge.name).map(\.items).last == ["/*"])
        try ledger.accept(try #require(open.first), invalidation: "I5")
        #expect(try ledger.deliveryState().offset(of: edge) == 31)
        try ledger.acknowledge([pods[1]], after: 24, upTo: 31)
        let again = try ledger.owed(.distributions, after: 31, upTo: ledger.deliveryState().head, limit: 5000)
        #expect(Set(again.entries) == Set(owed.entries) && !again.needsEverything)
    }

    @Test func `restored from a dump it is another database, so everything is sent once`() throws {
        #expect(try stage.look().contains("everything"))
        #expect(try stage.look() == [])
        try expectEditFound()
    }

    @Test func `in the same database a run finds nothing but what is written after it`() throws {
        try sameDatabase()
        // The fingerprint of a page with `fields` has become a hash of the API's answer, so all pages are sent once.
        #expect(try stage.look().contains("/sitemap.xml"))
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
        try expectEditFound()
    }

    @Test func `what is refused again is stored once`() throws {
        try stage.ledger().quarantine([Refusal(.tag("menu"), reason: "again")], of: pods[0])
        let refused = try stage.ledger().status(runs: 1).quarantine.filter { $0.target == pods[0] }
        #expect(refused.map(\.text) == ["#menu"] && refused.map(\.reason) == ["again"])
    }

    /// The checkpoint as an upgrade in place leaves it: the database is the one that the last look saw.
    private func sameDatabase() throws {
        try stage.sql(
            "UPDATE freshen.checkpoint SET database_identity = NULL, lsn = NULL, snapshot = pg_current_snapshot()")
    }

    private func expectEditFound() throws {
        let ledger = try stage.ledger()
        let before = try ledger.deliveryState().head
        try stage.sql("UPDATE articles SET title = 'Another title' WHERE slug = 'article-20'")
        #expect(try stage.look().contains("/articles/article-20"))
        let head = try ledger.deliveryState().head
        try ledger.acknowledge(pods, after: before, upTo: head)
        try ledger.acknowledge(pods, after: nil, upTo: head)
        #expect(try pods.allSatisfy { try ledger.deliveryState().offset(of: $0) == head })
    }
}
