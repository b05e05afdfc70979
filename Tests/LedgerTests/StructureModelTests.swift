import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Random changes of tables beside random writes and open transactions: nothing is missed, nothing is sent twice, a
/// comparison of everything finds no more, and no migration fails because of a look.
@Suite(.timeLimit(.minutes(60))) struct StructureModelTests {
    @Test func `pages of tables that are altered at random`() throws {
        let fuzz = Fuzz("changes of tables", percent: 2, short: 12)
        var (steps, stale, sent) = (0, 0, 0)
        try fuzz.run { number, random in
            var history = try StructureHistory(number, random)
            for _ in 1...10 {
                let (stalePages, sentPages) = try history.step()
                steps += 1
                stale += stalePages
                sent += sentPages
            }
            return "histories"
        }
        print("\(steps) steps, \(stale) stale pages, \(sent) sent")
        #expect(stale > steps)
    }
}

/// One database with its edits and looks.
private struct StructureHistory {
    private let number: Int
    private let stage: Stage
    private let open: Connection
    private var editor: StructureEditor
    private var isOpen = false
    private var before: [String: String]

    init(_ number: Int, _ random: SplitMix64) throws {
        self.number = number
        editor = StructureEditor(random)
        stage = try Stage(StructureModel.site, rows: StructureModel.tables)
        open = try LedgerTests.open(stage.conninfo)
        before = try StructureModel.pages(stage.cms)
    }

    /// A few edits, and a look, which a migration may meet; how many pages became stale, and how many were sent.
    mutating func step() throws -> (stale: Int, sent: Int) {
        let isToggled = try changeOpenTransaction()
        // What is altered must not be locked by the open transaction.
        let edits = (0...editor.below(3)).map { _ in isOpen ? StructureEditor.Edit(editor.write()) : editor.edit() }
        for edit in edits { try make(edit) }
        let meets = !isOpen && editor.chance(15)
        let gained = try Set(meets ? lookBesideMigration() : stage.look())
        let now = try StructureModel.pages(stage.cms)
        let stale = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
        let what = "history \(number): \(edits.map(\.sql))"
        #expect(stale.subtracting(gained) == [], "missed, \(what)")
        if !meets, !isToggled, edits.allSatisfy(\.isNeutral) { #expect(gained == [], "nothing changed, \(what)") }
        #expect(try stage.look() == [], "sent twice, \(what)")
        #expect(try stage.look(.everyItem) == [], "reconcile, \(what)")
        before = now
        return (stale.count, gained.count)
    }

    /// Begins a transaction that writes, or ends it; now and then.
    private mutating func changeOpenTransaction() throws -> Bool {
        guard editor.chance(25) else { return false }
        if isOpen {
            try open.execute(editor.chance(50) ? "COMMIT" : "ROLLBACK")
        } else {
            try open.execute(
                "BEGIN; UPDATE events SET what = 'open' WHERE id = 5; UPDATE people SET name = 'open' WHERE id = 1")
        }
        isOpen.toggle()
        return true
    }

    /// An edit that waits for the open transaction's row is left out.
    private func make(_ edit: StructureEditor.Edit) throws {
        do throws(PostgresError) {
            let limit = isOpen ? "SET lock_timeout = '10ms'" : "SET lock_timeout = 0"
            try stage.cms.execute(limit)
            try stage.cms.execute(edit.sql)
        } catch {
            guard isOpen, error.sqlState == .lockNotAvailable else { throw error }
        }
    }

    private mutating func lookBesideMigration() throws -> [String] {
        let (statements, conninfo) = (editor.migration(), stage.conninfo)
        let migration = BackgroundThread {
            let connection = try LedgerTests.open(conninfo)
            try connection.execute("BEGIN")
            for statement in statements { try connection.execute(statement) }
            try connection.execute("COMMIT")
        }
        let order = stage.order(waitsForLock: true)
        let ledger = try stage.ledger()
        let before = try ledger.deliveryState().head
        _ = try seen(ledger.look(order))
        try migration.join()
        _ = try seen(stage.ledger().look(order))
        let gained = try ledger.owed(.pods, after: before, upTo: ledger.deliveryState().head, limit: 5000)
        return gained.entries.map(\.stale.text)
    }
}
