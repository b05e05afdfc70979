import Freshen
import Ledger
import Testing

/// What a real Directus wrote, step by step, and what freshen finds of it.
@Suite(.timeLimit(.minutes(10))) struct ReplayTests {
    @Test func `nothing of the recording is missed, and little is sent that did not change`() throws {
        let noise = try replay(Tape("Tests/Fixtures/directus/"), from: instant("2026-11-21T09:21:14Z"))
        #expect(noise <= 1.15)
    }

    @Test func `nothing is missed of a connection that stays open through many steps`() throws {
        let noise = try replay(Tape("Tests/Fixtures/directus/concurrent/"), from: instant("2026-11-21T09:25:39Z"))
        #expect(noise <= 1.3)
    }

    /// Plays the tape; returns how many paths were sent for each one that went stale.
    private func replay(_ tape: Tape, from start: Instant) throws -> Double {
        let stage = tape.stage
        _ = try Migrator(stage.own).migrate()
        stage.now = start
        #expect(try stage.look() == [])
        var sent = 0
        var stale = 0
        for step in tape.steps {
            try tape.play(step)
            stage.now = step.at
            let ledger = try stage.ledger()
            let gained = Set(try stage.look(ledger: ledger))
            #expect(step.changed.subtracting(gained) == [], "missed in \(step.name)")
            #expect(!gained.contains("everything"), "in \(step.name)")
            sent += gained.count
            stale += step.changed.count
            try checkQuiet(stage, ledger, after: step.name)
        }
        #expect(try stage.look(.everyItem) == [])
        return Double(sent) / Double(stale)
    }

    private func checkQuiet(_ stage: Stage, _ ledger: PostgresLedger, after step: String) throws {
        let written = try stage.written(in: "'freshen'") { _ = try ledger.look(stage.order()) }
        #expect(written == ["freshen.checkpoint"], "a second look after \(step)")
    }
}
