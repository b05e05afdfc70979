import Freshen
import Ledger
import LedgerSQL
import PostgresClient
import Testing

/// Releases in the ledger: when a check is due, and what follows from it.
@Suite(.timeLimit(.minutes(10))) struct ReleaseTests {
    private static let none = Signature(statements: "s", file: "s", permissions: "", languages: "")
    private let stage: Stage
    private let edge = Target(kind: .distribution, name: "E1")

    init() throws {
        stage = try Stage()
        try ledger([]).enlist([edge])
        _ = try look([])
    }

    /// A ledger whose only source finds these portions: keys, and the release that they belong to.
    private func ledger(
        _ portions: [(keys: [String], release: ReleasedGroup?)], _ connection: Connection? = nil
    ) -> PostgresLedger {
        let found = portions.map { portion in
            ItemPortion(
                keys: portion.keys, items: items(portion.keys), releases: [portion.release].compactMap { $0 })
        }
        let source = ItemSource(
            name: "buckets.b", routes: [RouteIdentity(kind: .path, text: "/{key}", targets: [])], tables: [],
            signature: Self.none, keyTypes: ["text"],
            keys: "SELECT NULL::text AS key, NULL::text AS k0 WHERE FALSE",
            states: "SELECT NULL::text AS key WHERE FALSE", items: items([]),
            differences: .found { body in try found.forEach(body) }, isChecked: true)
        return PostgresLedger(connection ?? stage.own, sources: [source])
    }

    private func items(_ keys: [String]) -> SQL {
        """
        item AS (SELECT key, v.version, v.version AS digest, TRUE AS visible, NULL::timestamptz AS due,
          FALSE AS maybe_flipped, ARRAY[ROW(\(.route(0)), '/' || key, NULL, v.version)::freshen.page] AS pages,
          '{}'::freshen.page[] AS flipped_pages
          FROM unnest(\(bind: keys)::text[]) AS own(key) CROSS JOIN (SELECT gen_random_uuid() AS version) AS v)
        """
    }

    private func release(_ paths: String..., isWithdrawn: Bool = false) -> ReleasedGroup {
        ReleasedGroup(
            name: "slack", placeholders: ["monitor": "sl\"ck"], paths: paths, targets: [], isWithdrawn: isWithdrawn)
    }

    private func look(_ portions: [(keys: [String], release: ReleasedGroup?)], isDryRun: Bool = false) throws -> Int {
        let ledger = ledger(portions)
        _ = try ledger.look(stage.order(isDryRun: isDryRun))
        return try ledger.deliveryState().head
    }

    private var kept: [Release] { get throws { try ledger([]).releases(of: ["buckets.b", "buckets.c"]) } }

    /// Sends what the distribution is owed in one batch, which is completed unless said otherwise.
    private func deliver(completes: Bool = true) throws {
        let ledger = ledger([])
        try ledger.store(distribution: edge.name, batches: [["/a"]], upTo: ledger.deliveryState().head)
        for batch in try ledger.openBatches(of: edge.name) { try ledger.accept(batch, invalidation: "I\(batch.id)") }
        if completes { for batch in try ledger.unconfirmed(of: edge.name) { try ledger.confirm(batch) } }
    }

    @Test func `a release is due once its entries are completed`() throws {
        _ = try look([(["a"], release("/a")), (["b"], release("/b", "/c", isWithdrawn: true))])
        let first = try #require(kept.first)
        #expect(try kept.count == 1 && !first.isDue && !first.isWithdrawn && first.error == nil)
        #expect(first.source == "buckets.b" && first.placeholders == ["monitor": "sl\"ck"])
        #expect(try stage.value("SELECT paths::text FROM freshen.release") == "{/a,/b,/c}")
        try deliver(completes: false)
        #expect(try kept.map(\.isDue) == [false])
        for batch in try ledger([]).unconfirmed(of: edge.name) { try ledger([]).confirm(batch) }
        #expect(try kept.map(\.isDue) == [true])
        // What is sent after it does not matter.
        _ = try look([(["d"], nil)])
        try deliver(completes: false)
        #expect(try kept.map(\.isDue) == [true])
        try ledger([]).pass(first)
        #expect(try kept.isEmpty)
    }

    @Test func `a distribution that has not been sent anything is waited for, one that is not meant is not`() throws {
        let only = ReleasedGroup(name: "a", placeholders: [:], paths: [], targets: ["E1"], isWithdrawn: false)
        _ = try look([(["a"], only), (["b"], release("/b"))])
        try deliver()
        try ledger([]).enlist([Target(kind: .distribution, name: "E2")])
        let due = Dictionary(try kept.map { ($0.name, $0.isDue) }) { $1 }
        #expect(due == ["a": true, "slack": false])
    }

    @Test func `the first look and a dry run keep no release`() throws {
        _ = try look([(["a"], release("/a"))], isDryRun: true)
        #expect(try kept.isEmpty)
        let other = try Stage(unseen: true)
        _ = try ledger([(["a"], release("/a"))], other.own).look(other.order())
        #expect(try other.value("SELECT count(*) FROM freshen.release") == "0")
    }

    @Test func `a failed check sends the paths again, and waits twice as long each time`() throws {
        _ = try look([(["a"], release("/a", "/b"))])
        try deliver()
        var minutes: [String?] = []
        for _ in 0..<8 {
            let before = try ledger([]).deliveryState().head
            try ledger([]).fail(#require(kept.first), "wrong", sendsAgain: true)
            minutes.append(
                try stage.value(
                    "SELECT round(extract(epoch FROM due_at - clock_timestamp()) / 60)::int FROM freshen.release"))
            let ledger = ledger([])
            let upTo = try ledger.deliveryState().head
            let sent = try ledger.owed(.distribution("E1"), after: before, upTo: upTo, limit: 9)
            #expect(sent.entries.map(\.stale).sorted() == [.path("/a"), .path("/b")])
            #expect(try ledger.owed(.pods(of: "web"), after: before, upTo: upTo, limit: 9).entries.isEmpty)
            try stage.sql("UPDATE freshen.release SET due_at = now()")
            #expect(try kept.map(\.isDue) == [false], "not completed")
            try deliver()
            #expect(try kept.map(\.isDue) == [true] && kept.map(\.error) == ["wrong"])
        }
        #expect(minutes == ["1", "2", "4", "8", "16", "32", "60", "60"])
    }

    @Test func `a release that is sent again during its check stays, and begins anew`() throws {
        _ = try look([(["a"], release("/a"))])
        try deliver()
        let checked = try #require(kept.first)
        try ledger([]).fail(checked, "wrong", sendsAgain: false)
        #expect(try kept.map(\.error) == ["wrong"] && kept.map(\.isDue) == [false])
        _ = try look([(["c"], release("/c", isWithdrawn: true))])
        try ledger([]).pass(checked)
        try ledger([]).fail(checked, "wrong again", sendsAgain: true)
        let now = try #require(kept.first)
        #expect(now.error == nil && now.isWithdrawn && now.run > checked.run)
        #expect(try stage.value("SELECT paths::text || failures FROM freshen.release") == "{/a,/c}0")
        try stage.sql("UPDATE freshen.release SET run = \(checked.run)")
        _ = try look([])
        #expect(try kept.count == 1)
    }

    @Test func `a release of a bucket that left the file is forgotten`() throws {
        _ = try look([(["a"], release("/a"))])
        _ = try PostgresLedger(stage.own, sources: []).look(stage.order())
        #expect(try stage.value("SELECT count(*) FROM freshen.release") == "0")
    }
}
