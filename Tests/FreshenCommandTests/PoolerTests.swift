import TestSupport
import Testing

/// PgBouncer between freshen and the database: nothing of freshen outlives its transaction.
@Suite(.timeLimit(.minutes(10))) struct PoolerTests {
    private let server: PostgresServer
    private let direct: String
    private let folder: Folder
    private let cloudFront: CloudFrontServer

    init() throws {
        (server, folder, cloudFront) = (try .running(), try Folder(), try CloudFrontServer())
        direct = try server.makeDatabase(named: "pooled")
        try server.runSQL(
            "CREATE TABLE articles (id int PRIMARY KEY, title text); INSERT INTO articles VALUES (1, 'one')", in: direct
        )
        _ = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{title}"] } }
            cloudfront: [{ distribution: \(CloudFrontServer.distribution) }]

            """)
    }

    @Test(arguments: [PgBouncer.Mode.transaction, .session])
    func `commands and the CMS share one session`(mode: PgBouncer.Mode) throws {
        let pooler = try PgBouncer(server, mode)
        let pooled = pooler.conninfo(direct)
        let before = try session(pooled)
        try expect(["migrate"], pooled, "brought the schema")
        try expect(["run"], pooled, "first run")
        let hour = try server.value(
            "SELECT to_char((now() - interval '1 hour') AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"')", in: direct)
        for (number, command) in [["run"], ["reconcile"], ["catch-up", "--since", hour]].enumerated() {
            try expect(["status"], pooled, "")
            try expect(command + ["--dry-run"], pooled, "dry run")
            // The CMS writes in the session that freshen has just used.
            try server.runSQL("UPDATE articles SET title = 'title \(number)'", in: pooled)
            try expect(["run", "--dry-run"], pooled, "dry run: would send")
            try expect(command, pooled, "done")
            try expect(["status"], pooled, "")
            #expect(try sentItems().contains("/articles/title%20\(number)"), "\(command)")
        }
        try expect(["run"], pooled, "nothing to do")
        try expect(["doctor"], pooled, "a pooler is in between, in session or transaction mode")
        try expect(["answer", #"{"collection":"articles"}"#], pooled, #"{"data":[{"id":1,"title":"title 2"}]}"#)
        try expect(["migrate"], pooled, "the schema freshen is up to date")
        let after = try session(pooled)
        #expect(after == before)
    }

    @Test func `a pooler in statement mode is exit 78, with what to do`() throws {
        let pooler = try PgBouncer(server, .statement)
        try expect(["migrate"], direct, "")
        for command in [
            ["run"], ["status"], ["migrate"], ["reconcile", "--dry-run"], ["answer", #"{"collection":"articles"}"#],
        ] {
            let ending = try freshen(command, pooler.conninfo(direct))
            #expect(ending.status == 78 && ending.log.contains("pool_mode"), "\(command) \(ending)")
        }
        let doctor = try freshen(["doctor"], pooler.conninfo(direct))
        #expect(doctor.status == 78 && doctor.output.contains("the pooler is in statement mode"), "\(doctor)")
    }

    @Test(arguments: [
        ("dbname=nowhere", 78, "[databases]"), ("user=nobody", 77, "refuses the login"),
        ("options='-c statement_timeout=9s'", 78, "ignore_startup_parameters"),
        ("dbname=gone", 78, "database \"gone\" does not exist"),
        ("user=locked", 77, "role \"locked\" does not exist"),
    ])
    func `what PgBouncer refuses has its exit code`(part: String, status: Int32, text: String) throws {
        let name = direct.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { $0.dropFirst(7) } ?? ""
        let other = "host=\(server.socketFolder) port=5432"
        let pooler = try PgBouncer(
            server, .transaction, users: ["postgres", "locked"], databases: "gone = \(other)\n\(name)")
        let ending = try freshen(["run"], pooler.conninfo(direct) + " " + part)
        #expect(ending.status == status && ending.log.contains(text), "\(ending)")
    }

    @Test func `a server that the pooler does not reach, and a pool that is in use, are exit 75`() throws {
        let own = try PostgresServer.start()
        let pooler = try PgBouncer(
            own, .transaction,
            settings: ["query_wait_timeout = 1", "server_login_retry = 1", "server_connect_timeout = 1"])
        let pooled = pooler.conninfo(own.conninfo(database: "postgres"))
        #expect(try freshen(["migrate"], pooled).status == 0)
        try own.stop()
        let ending = try freshen(["status"], pooled)
        #expect(ending.status == 75 && !ending.log.isEmpty, "\(ending)")
    }

    /// What a guest could leave in the session that the pooler hands out.
    private func session(_ pooled: String) throws -> String {
        try server.value(
            """
            SELECT concat_ws(' ', pg_backend_pid(),
              (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE source = 'session'
               -- PgBouncer sets this one for each client.
               AND name <> 'application_name'),
              (SELECT count(*) FROM pg_prepared_statements),
              (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), (SELECT count(*) FROM pg_listening_channels()))
            """, in: pooled)
    }

    private func sentItems() throws -> [String] {
        try cloudFront.invalidations().flatMap { $0["items"].list.map(\.text) }
    }

    private func expect(_ arguments: [String], _ database: String, _ text: String) throws {
        let ending = try freshen(arguments, database)
        #expect(ending.status == 0 && ending.output.contains(text), "\(arguments) \(ending)")
    }

    private func freshen(_ arguments: [String], _ database: String) throws -> Child.Ending {
        let file = arguments == ["migrate"] ? [] : ["--config", folder.path + "/freshen.yaml"]
        return try Child(
            arguments + file, environment: cloudFront.environment.merging(["DATABASE_URL": database]) { $1 }
        ).finish()
    }
}
