import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// The schema `freshen`, and the role that owns it.
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
                "V006-releases.sql",
            ])
        try Migrator(connection).check()
        #expect(try Migrator(connection).migrate() == [])
    }

    @Test func `of two migrations at the same time the second waits and has nothing to do`() throws {
        let database = try empty()
        let (first, second) = (try LedgerTests.open(database), try LedgerTests.open(database))
        try first.execute("BEGIN; SELECT pg_advisory_xact_lock(hashtext('freshen.migrate'))")
        try first.execute(Migrator.script.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n"))
        let other = BackgroundThread { try commit(first, whenAwaitedIn: database) }
        #expect(try Migrator(second).migrate() == [])
        try other.join()
        try Migrator(second).check()
    }

    @Test func `the printed script makes the same schema`() throws {
        let database = try empty()
        try PostgresServer.running().runSQL(Migrator.script, in: database)
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
                "V006-releases.sql",
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
                "V006-releases.sql",
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
                "V006-releases.sql",
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

    // MARK: sql/role.sql

    @Test func `the role of role.sql can migrate and look, and write to no table of the CMS`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "role")
        let owner = try LedgerTests.open(database)
        try owner.execute(
            Model.schema + threeArticles + "; CREATE TABLE directus_settings (id int PRIMARY KEY, key text)")
        let role = "freshen_of_\(databaseName(database))"
        let script = server.socketFolder + "/\(role).sql"
        let file = try #require(fopen(script, "w"))
        fputs("\\set role \(role)\n\\set schema public\n\\i '\(packageFolder)sql/role.sql'\n", file)
        fclose(file)
        try server.runFile(script, in: database)
        try owner.execute("CREATE TABLE added_later (id int PRIMARY KEY)")

        let stage = try Stage(site, database: database)
        let own = try open(database, as: role)
        #expect(
            try Migrator(own).migrate() == [
                "V001-ledger.sql", "V002-names.sql", "V003-lists.sql", "V004-paths.sql", "V005-waiting.sql",
                "V006-releases.sql",
            ])
        let ledger = try stage.ledger(own)
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE articles SET slug = 'uno' WHERE id = 1")
        #expect(try stage.look(ledger: ledger) == ["/articles/one", "/articles/uno", "/sitemap.xml"])
        #expect(try stage.look(.everyItem, ledger: ledger) == [])

        _ = try own.query("SELECT FROM added_later")
        for statement in [
            "UPDATE articles SET body = ''", "INSERT INTO topics VALUES (1)", "DELETE FROM articles",
            "TRUNCATE articles",
            "CREATE TABLE public.mine ()", "SELECT FROM directus_settings", "INSERT INTO added_later VALUES (1)",
        ] {
            let error = try #require(throws: PostgresError.self, "\(statement)") { try own.execute(statement) }
            #expect(error.sqlState == .insufficientPrivilege, "\(statement)")
        }
    }

    @Test func `an owner who is no superuser can run role.sql, again as well, and a second role is no obstacle`() throws
    {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "owner")
        let name = databaseName(database)
        let (owner, cms, role) = ("owner_of_\(name)", "cms_of_\(name)", "freshen_of_\(name)")
        try LedgerTests.open(database).execute(
            """
            CREATE ROLE \(owner) LOGIN CREATEROLE; ALTER DATABASE \(name) OWNER TO \(owner);
            CREATE ROLE \(cms) LOGIN; GRANT \(cms) TO \(owner); GRANT CREATE ON SCHEMA public TO \(owner), \(cms)
            """)
        let login = server.conninfo(database: name, user: owner)
        try LedgerTests.open(login).execute("CREATE TABLE articles (id int PRIMARY KEY)")
        for role in [role, role, role + "_2"] {
            try server.runFile(
                packageFolder + "sql/role.sql", in: login, variables: ["role": role, "schema": "public", "cms": cms])
        }
        try LedgerTests.open(server.conninfo(database: name, user: cms)).execute(
            "CREATE TABLE later (id int PRIMARY KEY)")
        let own = try open(database, as: role)
        #expect(try Migrator(own).migrate().count == 6)
        _ = try own.query("SELECT FROM later, articles")
        // The owner is left without the role's rights.
        let members =
            "SELECT count(*) AS n FROM pg_auth_members WHERE roleid = '\(role)'::regrole AND member = '\(owner)'::regrole"
        let count = try LedgerTests.open(database).query(members).first?.int("n") ?? 0
        #expect(count == (own.serverVersion < 160_000 ? 0 : 1), "from 16 on its creator keeps ADMIN OPTION")
    }
}
