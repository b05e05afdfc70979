import Glibc
import PostgresClient
import Testing

/// Work on a thread of its own, so that a session can wait for another one.
final class Background {
    private final class Work: @unchecked Sendable {
        let body: () throws -> Void
        var failure: (any Error)?

        init(_ body: @escaping () throws -> Void) {
            self.body = body
        }

        func run() {
            do { try body() } catch { failure = error }
        }
    }

    private let work: Work
    private var thread = pthread_t()

    init(_ body: @escaping () throws -> Void) {
        work = Work(body)
        let argument = Unmanaged.passRetained(work).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        precondition(status == 0, "no thread")
    }

    /// Waits for the end and throws what the work threw.
    func join() throws {
        pthread_join(thread, nil)
        if let failure = work.failure { throw failure }
    }
}

/// Commits `holder`'s transaction as soon as another session of the database waits for a lock.
func commit(_ holder: Connection, whenAwaitedIn conninfo: String) throws {
    let observer = try open(conninfo)
    let end = ContinuousClock.now + .seconds(20)
    let query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while try observer.query(query).isEmpty {
        guard ContinuousClock.now < end else { throw Unexpected("nobody waits for the lock") }
        usleep(5000)
    }
    try holder.execute("COMMIT")
}
