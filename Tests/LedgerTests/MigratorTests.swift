import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// The schema `freshen`.
@Suite(.timeLimit(.minutes(10))) struct MigratorTests {
    private func empty() throws -> String {
        try PostgresServer.running().makeDatabase(named: "migrator")
    }

    /// A login role of this database, and its connection string.
    private func role(_ name: String, in database: String, _ connection: Connection) throws -> String {
        let role = "\(name)_of_\(databaseName(database))"
        try connection.execute("CREATE ROLE \(role) LOGIN")
        return role
    }

    private func open(_ database: String, as role: String) throws -> Connection {
        try LedgerTests.open(PostgresServer.running().conninfo(database: databaseName(database), user: role))
    }

    @Test func `a second migration has nothing to do`() throws {
        let connection = try LedgerTests.open(empty())
        let failure = try #require(throws: Failure.self) { try Migrator(connection).check() }
        #expect(failure.exit == .configuration && failure.message.contains("freshen migrate"))
        #expect(
            try Migrator(connection).migrate() == [
                "V001-ledger.sql", "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql", "V007-webs.sql",
            ])
        try Migrator(connection).check()
        #expect(try Migrator(connection).migrate() == [])
    }

    @Test func `of two migrations at the same time the second waits and has nothing to do`() throws {
        let database = try empty()
        let (first, second) = (try LedgerTests.open(database), try LedgerTests.open(database))
        try first.execute("BEGIN; SELECT pg_advisory_xact_lock(hashtext('freshen.migrate'))")
        let lines = Migrator.script(schema: "freshen").split(separator: "\n")
        try first.execute(lines.dropFirst().dropLast().joined(separator: "\n"))
        let other = BackgroundThread { try commit(first, whenAwaitedIn: database) }
        #expect(try Migrator(second).migrate() == [])
        try other.join()
        try Migrator(second).check()
    }

    @Test func `the printed script makes the same schema`() throws {
        let database = try empty()
        try PostgresServer.running().runSQL(Migrator.script(schema: "freshen"), in: database)
        let connection = try LedgerTests.open(database)
        try Migrator(connection).check()
        #expect(try Migrator(connection).migrate() == [])
        let migrated = try LedgerTests.open(Model.database())
        let columns = """
            SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod) FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'freshen'::regnamespace ORDER BY relname, attnum
            """
        #expect(try connection.query(columns).map { $0[1] } == migrated.query(columns).map { $0[1] })
    }

    @Test func `a step that fails is rolled back`() throws {
        let connection = try LedgerTests.open(empty())
        try connection.execute("CREATE SCHEMA freshen; CREATE TABLE freshen.batch ()")
        #expect(throws: Failure.self) { try Migrator(connection).migrate() }
        #expect(try connection.query("SELECT to_regclass('freshen.migration')").first?[0] == nil)
        try connection.execute("DROP TABLE freshen.batch")
        #expect(
            try Migrator(connection).migrate() == [
                "V001-ledger.sql", "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql", "V007-webs.sql",
            ])
    }

    @Test func `a role that may create the schema creates it`() throws {
        let database = try empty()
        let owner = try LedgerTests.open(database)
        let role = try role("creator", in: database, owner)
        try owner.execute("GRANT CREATE ON DATABASE \(databaseName(database)) TO \(role)")
        let connection = try open(database, as: role)
        #expect(
            try Migrator(connection).migrate() == [
                "V001-ledger.sql", "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql", "V007-webs.sql",
            ])
        try Migrator(connection).check()
    }

    @Test func `a role that owns the schema needs no right to create one`() throws {
        let database = try empty()
        let owner = try LedgerTests.open(database)
        let role = try role("owner", in: database, owner)
        try owner.execute("CREATE SCHEMA freshen AUTHORIZATION \(role)")
        let connection = try open(database, as: role)
        #expect(
            try Migrator(connection).migrate() == [
                "V001-ledger.sql", "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql", "V007-webs.sql",
            ])
        #expect(try Migrator(connection).migrate() == [])
    }

    @Test func `a role that may not create the schema is refused with the right that is missing`() throws {
        let database = try empty()
        let owner = try LedgerTests.open(database)
        let connection = try open(database, as: try role("nobody", in: database, owner))
        let failure = try #require(throws: Failure.self) { try Migrator(connection).migrate() }
        #expect(failure.exit == .refused && failure.message.contains("GRANT CREATE ON DATABASE"))
        try owner.execute("CREATE SCHEMA freshen")
        #expect(try #require(throws: Failure.self) { try Migrator(connection).migrate() }.exit == .refused)
    }

    @Test func `a schema of another version is refused with what to do`() throws {
        let connection = try LedgerTests.open(Model.database())
        try connection.execute("INSERT INTO freshen.migration (version, name) VALUES (99, 'V099-later.sql')")
        let newer = try #require(throws: Failure.self) { try Migrator(connection).check() }
        #expect(newer.exit == .configuration && newer.message.contains("newer than this binary"))
        #expect(try Migrator(connection).migrate() == [])
        try connection.execute("DELETE FROM freshen.migration")
        let older = try #require(throws: Failure.self) { try Migrator(connection).check() }
        #expect(older.exit == .configuration && older.message.contains("run `freshen migrate`"))
    }

    @Test func `a look without the schema is refused with what to do`() throws {
        let stage = try Stage(unseen: true)
        let ledger = try stage.ledger()
        try stage.sql("DROP SCHEMA freshen CASCADE")
        let failure = try #require(throws: Failure.self) { _ = try ledger.look(stage.order()) }
        #expect(failure.exit == .configuration && failure.message.contains("freshen migrate"))
    }
}
