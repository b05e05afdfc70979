import Glibc
import TestSupport
import Testing

@Suite struct PgBouncerTests {
    @Test func `sessions are shared, and another one is used after a restart`() throws {
        let server = try PostgresServer.running()
        let pooler = try PgBouncer(server, .transaction)
        let pooled = pooler.conninfo(server.conninfo(database: "postgres"))
        let session = { try server.value("select pg_backend_pid()", in: pooled) }
        let first = try session()
        #expect(try session() == first)
        try pooler.restart()
        #expect(try session() != first)
    }

    @Test func `what PgBouncer does not accept is thrown`() throws {
        let error = try #require(throws: TestSupportError.self) {
            _ = try PgBouncer(try .running(), .session, settings: ["nonsense = 1"])
        }
        #expect(error.description.contains("nonsense"))
    }

    @Test func `it is removed after its process was killed`() async throws {
        let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
            let pooler = try PgBouncer(try .running(), .session)
            print("folder=\(pooler.conninfo("").split(separator: " ")[0].dropFirst(5));")
            fflush(nil)
            kill(getpid(), SIGKILL)
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(whereSeparator: \.isNewline).first { $0.hasPrefix("folder=") })
        let folder = String(line.dropFirst(7).prefix { $0 != ";" })
        #expect(folder.hasPrefix("/tmp/freshen-"))
        let end = ContinuousClock.now + .seconds(20)
        while access(folder, F_OK) == 0 {
            try #require(ContinuousClock.now < end, "the folder still exists")
            usleep(20_000)
        }
    }
}
