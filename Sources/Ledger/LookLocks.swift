internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The locks of a look: it holds those on the tables of the CMS until it ends, and never waits for a lock meanwhile.
///
/// A look that held one table and waited for another could deadlock with a migration, and PostgreSQL would choose which of
/// the two to end. So a look that cannot have a lock at once rolls back, waits without any other lock, and begins anew.
final class LookLocks {
    let session: Session
    /// How long the look may wait for locks, in all.
    private var patience: Duration

    init(_ session: Session, patience: Duration) {
        (self.session, self.patience) = (session, patience)
    }

    /// How long a statement of a look waits for a lock, such as one on an index: far less than `deadlock_timeout`.
    static let timeout = "lock_timeout = '200ms'"

    /// Locks all tables or none; fails where a table is locked against reading, or where a session waits for it.
    ///
    /// LOCK TABLE asks for a right to the whole table. Where the role may read some columns only, a SELECT locks it, but
    /// after the snapshot was taken: the look begins anew if the table was altered in between.
    static func statement(_ sources: [ItemSource]) -> [String] {
        let tables = Self.tables(sources)
        let names = tables.filter(\.canBeLocked).map { $0.name.rendered().text }.joined(separator: ", ")
        let others = tables.filter { !$0.canBeLocked }.map(reading)
        return (names.isEmpty ? [] : ["LOCK TABLE \(names) IN ACCESS SHARE MODE NOWAIT"])
            + (others.isEmpty ? [] : ["SET LOCAL lock_timeout = 1"] + others + ["SET LOCAL " + timeout])
    }

    /// Each table once, in the order of the names.
    private static func tables(_ sources: [ItemSource]) -> [WatchedTable] {
        let tables = Dictionary(sources.flatMap(\.tables).map { ($0.name.rendered().text, $0) }) { first, _ in first }
        return tables.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func reading(_ table: WatchedTable) -> String { "SELECT FROM \(table.name.rendered().text) LIMIT 0" }

    /// Waits until each table could be locked, holding no other lock; throws `error` where that takes too long.
    func waitForTables(of sources: [ItemSource], _ error: PostgresError) throws {
        try wait(error) { left in
            for table in Self.tables(sources) {
                try session.connection.execute(
                    "BEGIN; SET LOCAL lock_timeout = \(left()); \(Self.reading(table)); COMMIT")
            }
            // The lock may have been one on an index or on a table of the ledger, which is not waited for.
            _ = try session.rows("SELECT pg_sleep(0.05)")
        }
    }

    /// Waits until the run lock is free; throws where that takes too long.
    func waitForRunLock(_ error: PostgresError) throws {
        do {
            try wait(error) { left in
                try session.connection.execute(
                    "BEGIN; SET LOCAL lock_timeout = \(left()); SELECT FROM \(LedgerName.quoted(session.schema)).checkpoint FOR UPDATE; COMMIT"
                )
            }
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            throw Failure(
                .tryAgain, "another freshen has held the run lock for more than 30 s: try again when it has ended")
        }
    }

    /// `body` gets what is left of the patience, in whole milliseconds and at least one.
    private func wait(_ error: PostgresError, _ body: (_ left: () -> Int) throws -> Void) throws {
        session.connection.whileRunning = nil
        guard patience > .zero else { throw error }
        let (began, patience) = (ContinuousClock.now, patience)
        let left = { max(1, Int((patience - (.now - began)) / .milliseconds(1))) }
        do {
            try body(left)
        } catch {
            session.connection.rollBack()
            throw error
        }
        // Each attempt counts, so that a lock that nobody waits for here does not cause attempts without end.
        self.patience -= max(.now - began, .milliseconds(250))
    }
}

/// Why a look begins anew.
enum LookObstacle: Error {
    /// Another freshen holds the run lock.
    case runLock(PostgresError)
    /// A table was altered after its statements were compiled.
    case alteredTable
}
