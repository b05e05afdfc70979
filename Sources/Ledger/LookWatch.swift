internal import LedgerSQL
internal import PostgresClient

/// Sees whether another session waits for a lock that a look holds, such as an ALTER TABLE of the CMS, so that it gives way.
///
/// Every reader of the table waits behind such a session. It is seen over a connection of its own, because the look's is
/// busy.
final class LookWatch {
    private let connect: () throws -> Connection
    private let progress: (String) -> Void
    private var connection: Connection?
    /// Whether there is no second connection to be had.
    private var isBlind = false
    private var next = ContinuousClock.now
    /// The server process of the look.
    private var process = 0

    /// How long a look holds its locks before it is watched, and how often it is watched then.
    private static let (first, interval): (Duration, Duration) = (.seconds(1), .milliseconds(500))

    /// `connect` opens the connection over which waiting sessions are seen.
    init(_ connect: @escaping () throws -> Connection, _ progress: @escaping (String) -> Void) {
        (self.connect, self.progress) = (connect, progress)
    }

    /// The look's transaction has its locks now.
    func begin(process: Int) { (self.process, next) = (process, .now + Self.first) }

    /// Throws where another session waits; while that cannot be seen, the look keeps its locks.
    func check() throws(PostgresError) {
        guard !isBlind, ContinuousClock.now >= next else { return }
        do {
            guard try isAwaited() else { return next = .now + Self.interval }
        } catch {
            isBlind = true
            return progress(
                "keeping the locks: there is no second connection over which waiting sessions could be seen")
        }
        throw PostgresError(kind: .gaveWay, message: "another session waits for a table that freshen reads")
    }

    private func isAwaited() throws -> Bool {
        let connection = try self.connection ?? connect()
        self.connection = connection
        let rows = try connection.query(
            """
            SELECT FROM pg_locks AS l WHERE NOT l.granted AND l.locktype = 'relation' AND l.pid <> $1::int
              AND $1::int = ANY (pg_blocking_pids(l.pid)) LIMIT 1
            """, [String(process)])
        return !rows.isEmpty
    }
}
