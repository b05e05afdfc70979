import Freshen
import Ledger
import LedgerConformance
import PostgresClient
import Testing

/// The PostgreSQL ledger behaves as `LedgerKeeping` promises.
@Suite(.timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(arguments: LedgerBehaviour.all)
    func `the PostgreSQL ledger`(_ behaviour: LedgerBehaviour) throws {
        try behaviour.check(PostgresUnderTest(stage: Stage(unseen: true)))
    }
}

/// A PostgreSQL ledger without collections.
private struct PostgresUnderTest: LedgerUnderTest {
    let stage: Stage

    var ledger: any LedgerKeeping { PostgresLedger(stage.own, sources: []) }

    func append(_ entries: [LogEntry]) throws {
        for entry in entries {
            let (kind, path) = columns(entry.stale)
            _ = try stage.cms.query(
                """
                INSERT INTO freshen.change (run, kind, path, next, reason)
                SELECT run, $1, $2, $3, 'changed' FROM freshen.checkpoint
                """, [kind, path, entry.next])
        }
    }

    private func columns(_ stale: Stale) -> (kind: String, path: String?) {
        switch stale {
        case .path(let path): ("path", path)
        case .pattern(let path, let type): (type.rawValue, path)
        case .tag(let tag): ("tag", tag)
        case .everything: ("everything", nil)
        }
    }

    func setAge(_ age: Duration, ofEntry id: Int) throws {
        try stage.sql(
            """
            UPDATE freshen.change SET at = clock_timestamp() - interval '\(age.components.seconds) seconds' WHERE id = \(id)
            """)
    }

    func prune(upTo id: Int) throws {
        try stage.sql(
            "DELETE FROM freshen.change WHERE id <= \(id); UPDATE freshen.checkpoint SET pruned = \(id), \(signature)")
    }

    func refused(by target: Target) throws -> [String: String] {
        let refused = try PostgresLedger(stage.own, sources: []).status(runs: 1).quarantine
        return Dictionary(uniqueKeysWithValues: refused.filter { $0.target == target }.map { ($0.text, $0.reason) })
    }
}
