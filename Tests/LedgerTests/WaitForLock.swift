import Glibc
import PostgresClient
import Testing

/// Commits `holder`'s transaction as soon as another session of the database waits for a lock.
func commit(_ holder: Connection, whenAwaitedIn conninfo: String) throws {
    try waitForLock(in: conninfo)
    try holder.execute("COMMIT")
}

/// Returns as soon as a session of the database waits for a lock.
func waitForLock(in conninfo: String) throws {
    let observer = try open(conninfo)
    let end = ContinuousClock.now + .seconds(20)
    let query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while try observer.query(query).isEmpty {
        guard ContinuousClock.now < end else { throw Unexpected("no session waits for the lock") }
        usleep(5000)
    }
}
