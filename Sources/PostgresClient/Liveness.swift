/// Finds out whether a server still works on a statement that has no limit.
///
/// A pooler or a proxy may keep a connection open although nothing answers behind it any more. TCP's own probes do not
/// notice that. So a long wait is checked over a new connection.
final class Liveness {
    private let process: Int
    private let interval: Duration
    private let open: () throws(PostgresError) -> Connection
    private let began = SuspendingClock.now
    private var next: SuspendingClock.Instant
    private var isSuspected = false

    /// Checks the server process that the login named every `interval`, over a connection that `open` makes.
    init(process: Int, every interval: Duration, _ open: @escaping () throws(PostgresError) -> Connection) {
        self.process = process
        self.interval = interval
        self.open = open
        next = .now + interval
    }

    /// Throws where no server answers, or where the statement's session has been seen idle twice in a row.
    func check() throws(PostgresError) {
        guard SuspendingClock.now >= next else { return }
        let isBusy = try isBusy()
        guard isBusy || !isSuspected else { throw silence("its session is idle") }
        isSuspected = !isBusy
        // An answer that was on its way arrives meanwhile.
        next = .now + (isBusy ? interval : min(interval, .seconds(2)))
    }

    /// Whether the session works on its statement, as far as can be seen.
    ///
    /// A refusal is an answer. Behind a pooler the process is none of the server's, and in a pool of one the question waits
    /// for the statement itself.
    private func isBusy() throws(PostgresError) -> Bool {
        let connection: Connection
        do throws(PostgresError) {
            connection = try open()
        } catch {
            guard [.timedOut, .connection].contains(error.kind) else { return true }
            throw silence("a new connection has no answer either")
        }
        connection.statementTimeout = .seconds(10)
        let idle = try? connection.query(Self.idleSession, [String(process)])
        return idle?.isEmpty ?? true
    }

    /// With several hosts another one may answer, where another session has that process.
    private static let idleSession = """
        SELECT FROM pg_stat_activity WHERE pid = $1::int AND state LIKE 'idle%' AND datname = current_database()
          AND usename = current_user AND application_name = current_setting('application_name')
        """

    private func silence(_ reason: String) -> PostgresError {
        let seconds = ((SuspendingClock.now - began) / .seconds(1)).rounded()
        return PostgresError(
            kind: .timedOut, message: "the database server has not answered for \(Int(seconds)) seconds, and \(reason)")
    }
}
