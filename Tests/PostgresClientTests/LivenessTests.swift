import TestSupport
import Testing

@testable import PostgresClient

/// A statement without limit ends where nothing answers behind its connection any more.
@Suite(.timeLimit(.minutes(10))) struct LivenessTests {
    private func check(process: Int, times: Int, _ open: @escaping () throws(PostgresError) -> Connection) throws {
        let liveness = Liveness(process: process, every: .zero, open)
        for _ in 0..<times { try liveness.check() }
    }

    @Test func `a session that works on its statement is waited for`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let (busy, observer) = (try again(database), try open(database))
        // Otherwise the statement would be repeated in a new session.
        try busy.execute("BEGIN")
        let work = BackgroundThread { try busy.execute("SELECT pg_sleep(60)") }
        let state = "SELECT state FROM pg_stat_activity WHERE pid = $1::int"
        while try observer.query(state, ["\(busy.loginProcess)"])[0]["state"] != "active" {}
        try check(process: busy.loginProcess, times: 3) { () throws(PostgresError) in try again(database) }
        _ = try observer.query("SELECT pg_terminate_backend($1::int, 5000)", ["\(busy.loginProcess)"])
        #expect(throws: PostgresError.self) { try work.join() }
    }

    @Test func `a session that is idle is given up when it is seen a second time`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let idle = try again(database)
        let reopened = { () throws(PostgresError) in try again(database) }
        try check(process: idle.loginProcess, times: 1, reopened)
        let error = try failure { try check(process: idle.loginProcess, times: 2, reopened) }
        #expect(error.kind == .timedOut && error.message.hasSuffix("seconds, and its session is idle"))
    }

    @Test func `where no new connection is answered, the statement is given up, and where one is refused, it is not`()
        throws
    {
        let silent = { () throws(PostgresError) -> Connection in throw PostgresError(kind: .timedOut, message: "no") }
        let error = try failure { try check(process: 1, times: 1, silent) }
        #expect(error.kind == .timedOut && error.message.hasSuffix("and a new connection has no answer either"))
        try check(process: 1, times: 3) { () throws(PostgresError) in
            throw PostgresError(kind: .server, message: "full")
        }
        // Behind a pooler the process is none of the server's.
        let database = try PostgresServer.running().makeDatabase()
        try check(process: -1, times: 3) { () throws(PostgresError) in try again(database) }
    }

    @Test func `a connection checks the server while it waits for a statement without limit`() throws {
        let server = try NoticeServer(isStuck: true)
        let connection = try again(
            "host=127.0.0.1 port=\(server.port) dbname=x user=x sslmode=disable gssencmode=disable", .milliseconds(500))
        connection.livenessInterval = .milliseconds(1)
        let error = try failure { try connection.execute("SELECT 1") }
        #expect(error.kind == .timedOut && error.message.hasSuffix("a new connection has no answer either"))
        try server.finish()
        let real = try again(PostgresServer.running().makeDatabase())
        real.livenessInterval = .milliseconds(1)
        try real.execute("SELECT pg_sleep(1.2)")
    }

    private func again(_ conninfo: String, _ timeout: Duration = .seconds(20)) throws(PostgresError) -> Connection {
        try Connection.open(conninfo, applicationName: "tests", timeout: timeout)
    }
}
