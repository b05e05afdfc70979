import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    @Test(arguments: [
        (["invalidate", "/named"], "/named"), (SharedFixture.catchUp, "/articles/article-08"),
        (["reconcile"], "/articles/article-04"),
    ])
    func `invalidate, catch-up and reconcile wait for a run in progress`(command: [String], path: String) throws {
        let site = try fixture.site()
        let holder = try holder(of: "SELECT FROM freshen.checkpoint FOR UPDATE", site)
        let child = try site.start(command)
        try waitForLock(site)
        try holder.execute("COMMIT")
        let ending = try site.end(child)
        #expect(ending.status == 0 && ending.outcome == "done" && ending.log.isEmpty, "\(ending)")
        #expect(try site.value("SELECT count(*) > 0 FROM freshen.change WHERE path = '\(path)'") == "t")
        #expect(try site.received().items.allSatisfy { $0.contains(path) })
    }

    @Test(arguments: [
        (["reconcile"], "LOCK TABLE articles IN ACCESS EXCLUSIVE MODE", "locking articles, authors, events, …"),
        (["invalidate", "/named"], "SELECT FROM freshen.checkpoint FOR UPDATE", "waiting for the run lock"),
    ])
    func `SIGTERM ends a look that waits for a lock`(command: [String], lock: String, step: String) throws {
        let site = try fixture.site()
        let holder = try holder(of: lock, site)
        let child = try site.start(command)
        try waitForLock(site)
        let began = ContinuousClock.now
        try child.send(SIGTERM)
        let ending = try site.end(child)
        // Without the signal the program waits for the lock for 30 s.
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(ending.status == 75 && ending.outcome == "owed", "\(ending)")
        let message = try Regex("freshen: interrupted after [0-9.]+ s of waiting for the database server, \(step)\n")
        #expect(ending.log.wholeMatch(of: message) != nil, "\(ending.log)")
        try holder.execute("COMMIT")
        #expect(try site.value("SELECT count(*) FROM freshen.change") == "0")
        #expect(try site.received().posts == [0, 0, 0, 0])
    }

    @Test func `a run whose schema cannot be checked ends with its time`() throws {
        let site = try fixture.site()
        try site.changeFile { $0.deadline = "1s" }
        let holder = try holder(of: "LOCK TABLE freshen.migration IN ACCESS EXCLUSIVE MODE", site)
        let began = ContinuousClock.now
        let ending = try site.end(site.start())
        #expect(ending.status == 75 && ContinuousClock.now - began < .seconds(8), "\(ending)")
        try holder.execute("COMMIT")
        try site.changeFile { $0.deadline = "35s" }
    }

    @Test func `a look that waits for a lock ends with the run's time`() throws {
        let site = try fixture.site()
        try site.changeFile { $0.deadline = "1s" }
        let holder = try holder(of: "LOCK TABLE articles IN ACCESS EXCLUSIVE MODE", site)
        let ending = try site.end(site.start())
        #expect(ending.status == 75 && ending.outcome == "owed", "\(ending)")
        #expect(
            ending.log.hasPrefix(
                "freshen: the run's deadline of 1s is over, locking articles, authors, events, …: the look is not finished"
            ), "\(ending.log)")
        try holder.execute("COMMIT")
        try site.changeFile { $0.deadline = "35s" }
        #expect(try site.end(site.start()).status == 0)
    }

    /// Opens another session with a transaction that holds a lock.
    private func holder(of lock: String, _ site: Site) throws -> Connection {
        let holder = try Connection.open(site.conninfo(), applicationName: "tests", timeout: .seconds(20))
        try holder.execute("BEGIN; \(lock)")
        return holder
    }

    /// Returns when the program waits for a lock.
    private func waitForLock(_ site: Site) throws {
        let waiting = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = '\(Site.role)' AND wait_event_type = 'Lock'
            """
        try wait { try site.value(waiting) == "1" }
    }
}
