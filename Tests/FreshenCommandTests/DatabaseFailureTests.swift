import Glibc
import TestSupport
import Testing

/// The exit code and the message of what a database, a server or a setting does to a run.
@Suite(.timeLimit(.minutes(10))) struct DatabaseFailureTests {
    private let server: PostgresServer
    private let direct: String
    private let name: String
    private let folder: Folder

    init() throws {
        (server, folder) = (try .running(), try Folder())
        direct = try server.makeDatabase(named: "failing")
        name = direct.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
        try server.runSQL(
            """
            CREATE TABLE articles (id int PRIMARY KEY, title text); INSERT INTO articles VALUES (1, 'one');
            CREATE ROLE \(name) LOGIN SUPERUSER
            """, in: direct)
    }

    private var database: String { server.conninfo(database: name, user: name) }

    @Test(
        "a server's refusal",
        arguments: [
            // Settings of the role and the database.
            ("ALTER ROLE me SET default_transaction_read_only = on", 78, "on for the role: ALTER ROLE me RESET"),
            (
                "ALTER DATABASE me SET default_transaction_read_only = on", 78,
                "on for the database: ALTER DATABASE me RESET"
            ),
            (
                "ALTER ROLE me IN DATABASE me SET default_transaction_read_only = on", 78,
                "ALTER ROLE me IN DATABASE me RESET"
            ),
            ("ALTER DATABASE me ALLOW_CONNECTIONS false", 78, "ALLOW_CONNECTIONS true"),
            ("ALTER ROLE me NOSUPERUSER CONNECTION LIMIT 0", 75, "too many connections"),
            ("ALTER ROLE me NOLOGIN", 77, "refuses the login"),
            ("ALTER ROLE me NOSUPERUSER; REVOKE CONNECT ON DATABASE me FROM PUBLIC", 77, "refuses the login"),
            // What is in the way.
            (
                "DROP SCHEMA freshen CASCADE; CREATE SCHEMA freshen; CREATE TABLE freshen.item (id int)", 78,
                "run `freshen migrate`"
            ),
            ("DROP TABLE freshen.change CASCADE", 78, "freshen migrate"),
            (Self.fails("PERFORM pg_cancel_backend(pg_backend_pid()), pg_sleep(9)"), 75, "a statement was cancelled"),
            (Self.fails("PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(9)"), 75, "could not answer"),
            (Self.raises("QQ123"), 75, "PostgreSQL answered: boo [QQ123]"),
            (Self.raises("42601"), 70, "rejected a statement of freshen: boo [42601]"),
        ])
    func refusal(_ sql: String, _ status: Int, _ text: String) throws {
        #expect(try freshen(["migrate"]).status == 0)
        #expect(try freshen(["run"]).status == 0)
        try server.runSQL("UPDATE articles SET title = 'two'", in: direct)
        let place = sql.hasPrefix("ALTER") ? server.conninfo(database: "postgres") : direct
        try server.runSQL(String(sql.replacing(" me", with: " \(name)")), in: place)
        let ending = try freshen(["run"])
        #expect(ending.status == Int32(status), "\(ending)")
        #expect(ending.log.contains(text.replacing(" me", with: " \(name)")), "\(ending)")
        #expect(ending.log.filter { $0 == "\n" }.count == 1, "\(ending)")
    }

    @Test(
        "a setting of the connection",
        arguments: [
            (["sslmode=banana"], 78, "invalid sslmode value"), (["port=99999"], 78, "invalid port number"),
            (["target_session_attrs=nope"], 78, "invalid target_session_attrs value"),
            (["connect_timeout=soon"], 78, "correct it to whole seconds"),
            (["service=nope"], 78, "service \"nope\" not found"),
            (["channel_binding=always"], 78, "invalid channel_binding value"),
            (["gssencmode=x"], 78, "invalid gssencmode value"), (["host=a,b port=1,2,3"], 78, "could not match 3 port"),
            (["sslmode=require", "host=127.0.0.1"], 75, "Connection refused"),
            (["hostaddr=300.1.1.1"], 78, "could not parse network address"),
            (["host=/\(String(repeating: "x", count: 200))"], 78, "too long"),
            (["host=nowhere.invalid"], 75, "could not translate host name"),
            (["host=/nonexistent"], 75, "No such file or directory"),
            (["options='-c nonsense=1'"], 78, "nonsense"),
            (["options='-c statement_timeout=soon'"], 78, "statement_timeout"),
            (["options='-c ssl=on'"], 78, "correct `options`"), (["options=--nothing"], 78, "correct `options`"),
            (["options='-c default_transaction_read_only=on'"], 78, "in DATABASE_URL or PGOPTIONS"),
            (["requirepeer=nobody"], 78, "requirepeer"),
            (["user=nobody_of_that_name"], 77, "refuses the login"), (["dbname=nowhere"], 77, "refuses the login"),
            (["target_session_attrs=standby"], 75, "standby"),
        ])
    func setting(_ parts: [String], _ status: Int, _ text: String) throws {
        #expect(try freshen(["migrate"]).status == 0)
        let ending = try freshen(["run"], ([database] + parts).joined(separator: " "))
        #expect(ending.status == Int32(status) && ending.log.contains(text), "\(ending)")
        #expect(ending.log.filter { $0 == "\n" }.count == 1, "\(ending)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root may start a program as another user"))
    func `a user without a name needs one in the URL`() throws {
        let environment = ["DATABASE_URL": "postgresql://127.0.0.1:1/db"]
        let ending = try Child(["status"], environment: environment, user: 54_321).finish()
        #expect(ending.status == 78 && ending.log.contains("local user with ID 54321 does not exist"), "\(ending)")
    }

    @Test func `limits of the role do not end a look`() throws {
        #expect(try freshen(["migrate"]).status == 0)
        #expect(try freshen(["run"]).status == 0)
        let version = Int(try server.value("SHOW server_version_num", in: direct)) ?? 0
        let limits =
            ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"]
            + (version < 170_000 ? [] : ["transaction_timeout"])
        try server.runSQL(
            "UPDATE articles SET title = 'two';" + limits.map { "ALTER ROLE \(name) SET \($0) = '400ms';" }.joined()
                + Self.fails("PERFORM pg_sleep(0.6)"), in: direct)
        let ending = try freshen(["run"])
        #expect(ending.status == 75 && ending.output.contains("/articles/two"), "\(ending)")
    }

    @Test func `a name that the ledger needs and that is taken is exit 78`() throws {
        try server.runSQL("CREATE SCHEMA freshen; CREATE TABLE freshen.item (id int)", in: direct)
        let ending = try freshen(["migrate"])
        #expect(
            ending.status == 78
                && ending.log.contains("relation \"item\" already exists; what has it is not freshen's"), "\(ending)")
    }

    @Test func `a comparison that the column's collation does not allow is exit 78`() throws {
        // PostgreSQL 18 compares such columns, and PyPI's has no ICU.
        let version = Int(try server.value("SHOW server_version_num", in: direct)) ?? 0
        guard try version < 180_000 && server.hasICU() else { return }
        try server.runSQL(
            """
            CREATE COLLATION loose (provider = icu, locale = 'und', deterministic = false);
            ALTER TABLE articles ALTER title TYPE text COLLATE loose
            """, in: direct)
        #expect(try freshen(["migrate"]).status == 0)
        let ending = try freshen(["run"], rule: "visible: { title: { _contains: o } }, ")
        #expect(ending.status == 78 && ending.log.contains("nondeterministic collations"), "\(ending)")
    }

    @Test func `a server that takes no writes is exit 75, until it does`() throws {
        let server = try PostgresServer.start(settings: ["default_transaction_read_only=on"])
        let ending = try freshen(["migrate"], server.conninfo(database: "postgres"))
        #expect(ending.status == 75 && ending.log.contains("default_transaction_read_only"), "\(ending)")
    }

    /// A trigger that runs when a look stores its result.
    private static func fails(_ body: String) -> String {
        """
        CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body); RETURN NULL; END $$;
        CREATE TRIGGER fail BEFORE INSERT ON freshen.change FOR EACH STATEMENT EXECUTE FUNCTION public.fail()
        """
    }

    private static func raises(_ state: String) -> String {
        Self.fails("RAISE EXCEPTION 'boo' USING ERRCODE = '\(state)'")
    }

    private func freshen(_ arguments: [String], _ other: String? = nil, rule: String = "") throws -> Child.Ending {
        let file = try folder.write(
            """
            collections: { articles: { \(rule)routes: ["/articles/{title}"] } }
            web: [{ pods: { urls: ["http://127.0.0.1:1"] }, token: { env: TOKEN }, settle: 0s, deadline: 1s }]

            """)
        return try Child(
            arguments + (arguments == ["migrate"] ? [] : ["--config", file]),
            environment: ["DATABASE_URL": other ?? database, "TOKEN": Decoy.secret("pods")]
        ).finish()
    }
}
