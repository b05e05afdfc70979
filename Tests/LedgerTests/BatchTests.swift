import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Two runs that deliver at the same time.
@Suite(.timeLimit(.minutes(10))) struct BatchTests {
    @Test func `two batches accepted at the same moment move the offset`() throws {
        let stage = try Stage(rows: threeArticles)
        let (ledger, edge) = (try stage.ledger(), Target(kind: .distribution, name: "E2BX1E7RR7IV8R"))
        try ledger.enlist([edge])
        for path in ["/a", "/b"] { try ledger.store(distribution: edge.name, batches: [[path]], upTo: 9) }
        let batches = try ledger.openBatches(of: edge.name)
        // The first run's statement waits for a lock; the second run's begins meanwhile.
        let holder = try open(stage.conninfo)
        try holder.execute("BEGIN; SELECT FROM freshen.batch WHERE id = \(batches[0].id) FOR UPDATE")
        let first = BackgroundThread { try ledger.accept(batches[0], invalidation: "I1") }
        try wait(stage, untilHeldUpOrDone: 1)
        let other = try stage.ledger(open(stage.conninfo))
        let second = BackgroundThread { try other.accept(batches[1], invalidation: "I2") }
        try wait(stage, untilHeldUpOrDone: 2)
        try holder.execute("COMMIT")
        try first.join()
        try second.join()
        #expect(try ledger.openBatches(of: edge.name).isEmpty)
        #expect(try ledger.deliveryState().offsets == ([edge: 9] as [Target: Int?]))
    }

    private func wait(_ stage: Stage, untilHeldUpOrDone count: Int) throws {
        let query = """
            SELECT count(*) + (SELECT count(*) FROM freshen.batch WHERE invalidation IS NOT NULL) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        let end = ContinuousClock.now + .seconds(20)
        while try stage.value(query) != "\(count)" {
            try #require(ContinuousClock.now < end, "waited for \(count)")
            usleep(5000)
        }
    }
}
