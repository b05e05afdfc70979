import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// sql/role.sql: the role that freshen logs in as.
@Suite(.timeLimit(.minutes(10))) struct RoleFileTests {
    private let server: PostgresServer

    init() throws {
        server = try PostgresServer.running()
    }

    private func open(_ database: String, as role: String) throws -> Connection {
        try LedgerTests.open(server.conninfo(database: databaseName(database), user: role))
    }

    /// Runs the file, in the schema public.
    private func run(in login: String, _ role: String, _ others: [String: String] = [:]) throws {
        try server.runFile(
            packageFolder + "sql/role.sql", in: login,
            variables: ["role": role, "schema": "public"].merging(others) { $1 })
    }

    /// What the doctor says of the secrets that a role can read.
    private func secrets(_ connection: Connection) throws -> String {
        let findings = try RoleCheck(connection).findings(margin: .zero, now: { Instant(microseconds: 0) })
        return try #require(findings.first { $0.subject == "secrets" }).detail
    }

    @Test func `a security review of Directus' tables finds the columns of a byline, and no secret`() throws {
        let database = try server.makeDatabase(named: "review")
        let owner = try LedgerTests.open(database)
        let role = "freshen_of_\(databaseName(database))"
        try server.runFile(packageFolder + "Tests/Fixtures/directus/answers/db.sql", in: database)
        // What older instructions said, and a view that shows everything.
        try owner.execute(
            """
            CREATE TABLE directus_webhooks (id int, headers json); CREATE VIEW people AS SELECT * FROM directus_users;
            CREATE ROLE \(role) LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)
            """)
        #expect(
            try secrets(open(database, as: role)).contains("directus_sessions, "), "the doctor sees what is readable")
        for _ in 0..<2 { try run(in: database, role) }
        let readable = try owner.query(
            """
            SELECT c.relname AS table, string_agg(a.attname, ' ' ORDER BY a.attnum) AS columns, count(*) < (SELECT count(*)
              FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped) AS is_partial
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT a.attisdropped
              AND (c.relname LIKE 'directus%' OR c.relkind IN ('v', 'm'))
              AND has_column_privilege('\(role)', c.oid, a.attnum, 'SELECT')
            GROUP BY c.oid, c.relname ORDER BY 1
            """)
        #expect(
            try readable.map { try $0.text("table") + (try $0.bool("is_partial") ? ": " + $0.text("columns") : "") }
                == [
                    "directus_access", "directus_collections", "directus_fields", "directus_files", "directus_folders",
                    "directus_permissions", "directus_policies", "directus_relations", "directus_roles",
                    "directus_translations", "directus_users: tableoid xmin ctid id first_name last_name title avatar",
                ])
        #expect(try secrets(open(database, as: role)) == "it cannot read passwords or tokens of Directus")
    }

    @Test func `the role of role.sql can migrate and look, and write to no table of the CMS`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "role")
        let owner = try LedgerTests.open(database)
        try owner.execute(
            Model.schema + threeArticles + "; CREATE TABLE directus_settings (id int PRIMARY KEY, key text)"
                + "; CREATE SCHEMA types; CREATE DOMAIN types.nick AS text; ALTER TABLE articles ADD nicks types.nick[]"
        )
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
                "V006-releases.sql", "V007-webs.sql",
            ])
        let ledger = try stage.ledger(own)
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE articles SET slug = 'uno' WHERE id = 1")
        #expect(try stage.look(ledger: ledger) == ["/articles/one", "/articles/uno", "/sitemap.xml"])
        #expect(try stage.look(.everyItem, ledger: ledger) == [])

        _ = try own.query("SELECT FROM public.added_later")
        #expect(try own.query("SELECT has_schema_privilege('types', 'USAGE') AS may_use")[0].bool("may_use"))
        for statement in [
            "UPDATE articles SET body = ''", "INSERT INTO topics VALUES (1)", "DELETE FROM articles",
            "TRUNCATE articles",
            "SELECT FROM directus_settings", "INSERT INTO added_later VALUES (1)",
        ] + (own.serverVersion < 150_000 ? [] : ["CREATE TABLE public.mine ()"]) {
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
        #expect(try Migrator(own).migrate().count == 7)
        _ = try own.query("SELECT FROM public.later, public.articles")
        // The owner is left without the role's rights.
        let members =
            "SELECT count(*) AS n FROM pg_auth_members WHERE roleid = '\(role)'::regrole AND member = '\(owner)'::regrole"
        let count = try LedgerTests.open(database).query(members).first?.int("n") ?? 0
        #expect(count == (own.serverVersion < 160_000 ? 0 : 1), "from 16 on its creator keeps ADMIN OPTION")
    }

    @Test func `another column of users is kept, a secret one and tables that Directus adds are taken back`() throws {
        let database = try server.makeDatabase(named: "columns")
        let owner = try LedgerTests.open(database)
        let role = "freshen_of_\(databaseName(database))"
        try owner.execute("CREATE TABLE directus_users (id int, first_name text, email text, token text)")
        try run(in: database, role)
        try owner.execute(
            "GRANT SELECT (email, token) ON directus_users TO \(role); CREATE TABLE directus_oauth_tokens (token text)")
        let own = try open(database, as: role)
        #expect(
            try secrets(own)
                == "it can read directus_oauth_tokens, directus_users.token, which no page needs: run sql/role.sql again, or "
                + "REVOKE SELECT ON public.directus_oauth_tokens FROM \(role); "
                + "REVOKE SELECT (token) ON public.directus_users FROM \(role)")
        try run(in: database, role)
        #expect(try secrets(own) == "it cannot read passwords or tokens of Directus")
        _ = try own.query("SELECT id, first_name, email, xmin, ctid, tableoid FROM public.directus_users")
        try owner.execute(
            """
            CREATE VIEW staff AS SELECT id, token FROM directus_users; CREATE VIEW bylines AS SELECT first_name FROM directus_users
            """)
        #expect(
            try secrets(own)
                == "it can read staff (directus_users.token), which no page needs: run sql/role.sql again, or "
                + "REVOKE SELECT ON public.staff FROM \(role)")
        try run(in: database, role)
        #expect(try secrets(own) == "it cannot read passwords or tokens of Directus")
        try owner.execute("GRANT SELECT ON directus_users TO PUBLIC")
        #expect(try secrets(own).hasSuffix("REVOKE SELECT ON public.directus_users FROM PUBLIC"))
    }

    @Test func `the role serves in a second database, whose owner has no power over it`() throws {
        let (first, second) = (try server.makeDatabase(named: "first"), try server.makeDatabase(named: "second"))
        let role = "freshen_of_\(databaseName(first))"
        for database in [first, second] {
            let owner = "owner_of_\(databaseName(database))"
            try LedgerTests.open(database).execute(
                "CREATE ROLE \(owner) LOGIN CREATEROLE; ALTER DATABASE \(databaseName(database)) OWNER TO \(owner)")
            let login = server.conninfo(database: databaseName(database), user: owner)
            try LedgerTests.open(login).execute("CREATE TABLE directus_collections (collection text PRIMARY KEY)")
            for _ in 0..<2 { try run(in: login, role) }
            try LedgerTests.open(login).execute("CREATE TABLE later (id int PRIMARY KEY)")
            let own = try open(database, as: role)
            #expect(try Migrator(own).migrate().count == 7)
            _ = try own.query("SELECT FROM public.later, public.directus_collections")
        }
    }

    @Test func `a superuser who is not the CMS names nobody, and tables that Directus makes are readable`() throws {
        let database = try server.makeDatabase(named: "superuser")
        let (cms, role) = ("cms_of_\(databaseName(database))", "freshen_of_\(databaseName(database))")
        try LedgerTests.open(database).execute("CREATE ROLE \(cms) LOGIN; GRANT CREATE ON SCHEMA public TO \(cms)")
        let directus = try open(database, as: cms)
        try directus.execute("CREATE TABLE directus_collections (collection text)")
        try run(in: database, role)
        try directus.execute("CREATE TABLE later (id int PRIMARY KEY)")
        _ = try open(database, as: role).query("SELECT FROM public.later")
    }

    @Test(
        "a mistake is said, and leaves nothing behind",
        arguments: [
            (["schema": "pubic"], "there is no schema pubic"),
            (["cms": "nobody_there"], "there is no role nobody_there"),
            (
                ["cms": "postgres"],
                "postgres makes the tables of the CMS, and OWNER may not act for it: GRANT postgres TO OWNER"
            ),
            (["role": "OWNER"], "OWNER owns tables in public: freshen needs a role of its own"),
        ])
    func mistakes(_ variables: [String: String], _ message: String) throws {
        let database = try server.makeDatabase(named: "mistake")
        let owner = "owner_of_\(databaseName(database))"
        try LedgerTests.open(database).execute(
            "CREATE ROLE \(owner) LOGIN CREATEROLE; ALTER DATABASE \(databaseName(database)) OWNER TO \(owner)")
        let login = server.conninfo(database: databaseName(database), user: owner)
        try LedgerTests.open(login).execute("CREATE TABLE articles (id int PRIMARY KEY)")
        let error = try #require(throws: TestSupportError.self) {
            try run(in: login, "unmade_role", variables.mapValues { $0.replacing("OWNER", with: owner) })
        }
        #expect("\(error)".contains(message.replacing("OWNER", with: owner)), "\(error)")
        #expect(try LedgerTests.open(login).query("SELECT FROM pg_roles WHERE rolname = 'unmade_role'").isEmpty)
    }
}
