import Freshen
import LedgerConformance
import Testing

/// The doubles of the ledger behave as `LedgerKeeping` promises.
@Suite(.timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(arguments: LedgerBehaviour.all)
    func `the memory ledger`(_ behaviour: LedgerBehaviour) throws {
        let memory = MemoryLedger()
        try behaviour.check(MemoryUnderTest(memory: memory, ledger: memory))
    }

    @Test(arguments: LedgerBehaviour.all)
    func `the simulation's ledger, without faults`(_ behaviour: LedgerBehaviour) throws {
        let world = SimulatedWorld(seed: 1)
        world.hasFaults = false
        try behaviour.check(MemoryUnderTest(memory: world.ledger, ledger: SimulatedRun(world)))
        #expect(world.violation == nil)
    }
}

/// A memory ledger, or a wrapper around one.
private struct MemoryUnderTest: LedgerUnderTest {
    let memory: MemoryLedger
    let ledger: any LedgerKeeping

    func append(_ entries: [LogEntry]) throws {
        memory.finds = entries
        _ = try ledger.look(LookRequest(jobClock: memory.now))
    }

    func setAge(_ age: Duration, ofEntry id: Int) {
        memory.log[id - 1].at = memory.now - age
    }

    func prune(upTo id: Int) {
        memory.pruned = id
    }

    func refused(by target: Target) -> [String: String] {
        let entries = memory.refusals[target, default: []].map { ($0.refused.text, $0.reason) }
        let items = memory.refusedItems[target, default: []].map { ($0.refused, $0.reason) }
        return Dictionary(uniqueKeysWithValues: entries + items)
    }
}
