import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DatabaseTests {
    private static let password = Decoy.secret("database")
    private static let file = "collections: { pages: { routes: [/] } }\ncloudfront: [{ distribution: E1 }]\n"

    @Test(arguments: [
        ["run"], ["run", "--dry-run"], ["reconcile"], ["catch-up", "--since", "2026-01-01T00:00Z"], ["migrate"],
    ])
    func `an unreachable database is exit 75`(arguments: [String]) throws {
        let ending = try run(arguments, "postgresql://u:\(Self.password)@127.0.0.1:1/db")
        #expect(ending.status == 75 && ending.output.isEmpty)
        expectOneLine(ending)
    }

    @Test func `an unreachable database is in the JSON report`() throws {
        let ending = try run(["run", "--output", "json"], "postgresql://u:\(Self.password)@127.0.0.1:1/db")
        #expect(ending.status == 75)
        expectOneLine(ending)
        #expect(ending.output.hasPrefix("{") && ending.output.hasSuffix("}\n"))
        #expect(ending.output.filter { $0 == "\n" }.count == 1)
        #expect(ending.output.contains("\"outcome\":\"owed\"") && ending.output.contains("\"exit\":75"))
        #expect(ending.output.contains("\"error\":\"") && ending.output.contains("127.0.0.1"))
    }

    @Test(arguments: [
        "postgresql://u:PASSWORD%zz@127.0.0.1:1/db", "postgresql://u:PASSWORD@127.0.0.1:port/db",
        "host=127.0.0.1 port=1 password=PASSWORD x=y", "host=127.0.0.1 port=1 password='PASSWORD",
        "postgresql://u:PASSWORD@[::1/db",
    ])
    func `an invalid URL is exit 78, and the message does not contain the password`(url: String) throws {
        let ending = try run(["run", "--output", "json"], String(url.replacing("PASSWORD", with: Self.password)))
        #expect(ending.status == 78)
        expectOneLine(ending)
    }

    @Test func `a wrong password is exit 77, and the message does not contain it`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase()
        try server.makeScramRole(password: Decoy.secret("right"))
        let name = database.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { $0.dropFirst(7) } ?? ""
        let wrong = server.conninfo(database: String(name), user: "scram") + " password=\(Self.password)"
        let ending = try run(["run", "--output", "json"], wrong)
        #expect(ending.status == 77)
        expectOneLine(ending)
        #expect(ending.output.contains("\"outcome\":\"refused\"") && ending.output.contains("\"exit\":77"))
        let missing = try run(["run"], server.conninfo(database: String(name), user: "scram"))
        #expect(missing.status == 77)
        #expect(missing.output.isEmpty)
        let nobody = try run(["run"], server.conninfo(database: String(name), user: "nobody_of_that_name"))
        #expect(nobody.status == 77)
    }

    @Test(
        "libpq's settings that are wrong are exit 78, with the thing to correct",
        arguments: [
            (
                ["PGSERVICE": "nope", "PGSERVICEFILE": "/nothing/pg_service.conf"],
                "service file \"/nothing/pg_service.conf\" not found"
            ),
            (["PGSERVICE": "nope"], "definition of service \"nope\" not found"),
            (["PGSSLMODE": "bogus", "PGHOST": "127.0.0.1"], "invalid sslmode value: \"bogus\""),
        ])
    func settings(_ environment: [String: String], _ text: String) throws {
        let ending = try Child(["status"], environment: environment.merging(["HOME": "/nothing"]) { $1 }).finish()
        #expect(ending.status == 78 && ending.log.hasPrefix("freshen: " + text + ": correct DATABASE_URL"), "\(ending)")
    }

    @Test func `a database that does not exist is exit 77`() throws {
        let ending = try run(["run"], try PostgresServer.running().conninfo(database: "nothing_of_that_name"))
        #expect(ending.status == 77 && ending.output.isEmpty)
        expectOneLine(ending)
    }

    @Test func `without the schema the message names freshen migrate, after which a run succeeds`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase()
        try server.runSQL("CREATE TABLE pages (id int PRIMARY KEY)", in: database)
        let before = try run(["run", "--output", "json"], database)
        #expect(before.status == 78 && before.output.isEmpty)
        #expect(before.log.contains("freshen migrate"))
        expectOneLine(before)
        #expect(try run(["migrate"], database).status == 0)
        #expect(try run(["migrate"], database).output == "the schema freshen is up to date\n")
        let first = try run(["run", "--output", "json"], database)
        #expect(first.status == 0 && first.log.isEmpty)
        #expect(first.output.contains("\"outcome\":\"nothing\""))
        #expect(try run(["run"], database).status == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends the wait for a database that does not answer`(signal: Int32) throws {
        let silent = try SilentServer()
        let folder = try Folder()
        let child = try Child(
            ["run", "--config", try folder.write(Self.file), "--output", "json"],
            environment: ["DATABASE_URL": "postgresql://u:\(Self.password)@127.0.0.1:\(silent.port)/db"])
        try silent.accept()
        let began = ContinuousClock.now
        try child.send(signal)
        let ending = try child.finish(within: .seconds(20))
        #expect(ContinuousClock.now - began < .seconds(1))
        #expect(ending.status == 75)
        expectOneLine(ending)
        #expect(ending.output.contains("\"exit\":75"))
    }

    private func run(_ arguments: [String], _ database: String) throws -> Child.Ending {
        let folder = try Folder()
        let file = try folder.write(Self.file)
        return try Child(arguments + ["--config", file], environment: ["DATABASE_URL": database]).finish()
    }

    private func expectOneLine(_ ending: Child.Ending) {
        #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1, "\(ending.log)")
    }
}
