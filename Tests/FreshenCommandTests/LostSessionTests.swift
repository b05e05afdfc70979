import Glibc
import Synchronization
import TestSupport
import Testing

/// Sessions that end while pods are told: nothing of the database is in progress then.
@Suite(.timeLimit(.minutes(10))) struct LostSessionTests {
    private let cloudFront: CloudFrontServer
    private let folder: Folder

    init() throws {
        (cloudFront, folder) = (try CloudFrontServer(), try Folder())
    }

    @Test func `an idle session that the server ends is opened again, and CloudFront is told`() throws {
        let (server, database) = try makeDatabase("idle")
        // PostgreSQL 14 is the first that has it; the session is ended by the pod's handler in any case.
        let version = Int(try server.value("SHOW server_version_num", in: database)) ?? 0
        let name = name(of: database)
        if version >= 140_000 {
            try server.runSQL("ALTER DATABASE \(name) SET idle_session_timeout = '200ms'", in: database)
        }
        try expectDelivery(server, database, settle: "600ms") {
            .slow(status: 200, body: #"{"revalidated":true}"#, pause: .milliseconds(500))
        }
    }

    @Test func `a session that an administrator ends is opened again, and CloudFront is told`() throws {
        let (server, database) = try makeDatabase("ended")
        try expectDelivery(server, database, settle: "0s") {
            try? server.runSQL(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'freshen'
                """, in: database)
            return .answer(status: 200, body: #"{"revalidated":true}"#)
        }
    }

    @Test func `a password that is changed while pods are told is read anew`() throws {
        let server = try PostgresServer.start()
        let owner = server.conninfo(database: "postgres")
        let passwords = (old: Decoy.secret("right"), new: Decoy.secret("database"))
        try server.makeScramRole(password: passwords.old)
        try server.runSQL("ALTER ROLE scram SUPERUSER;" + Self.tables, in: owner)
        let file = try folder.write(passwords.old, to: "password")
        let database = server.conninfo(database: "postgres", user: "scram")
        try expectDelivery(server, database, settle: "0s", ["DATABASE_PASSWORD_FILE": file]) {
            write(passwords.new, to: file)
            try? server.runSQL(
                """
                ALTER ROLE scram PASSWORD '\(passwords.new)';
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'scram'
                """, in: owner)
            return .answer(status: 200, body: #"{"revalidated":true}"#)
        }
    }

    private func expectDelivery(
        _ server: PostgresServer, _ database: String, settle: String, _ environment: [String: String] = [:],
        _ answer: @escaping @Sendable () -> Behaviour
    ) throws {
        let pod = try HTTPStandIn { _ in answer() }
        let site = Site(folder, cloudFront, database, pod, settle: settle, environment)
        #expect(try site.freshen(["migrate"]).status == 0)
        #expect(try site.freshen(["run"]).status == 0)
        try server.runSQL(
            "UPDATE articles SET title = 'two'", in: String(database.replacing("user=scram", with: "user=postgres")))
        let ending = try site.freshen(["run"])
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        #expect(try sentItems() == ["/articles/one", "/articles/two"])
        let status = try site.freshen(["status"])
        #expect(status.status == 0 && !status.output.contains("owed since"), "\(status)")
    }

    /// The standby lacks nothing here, but freshen cannot know that, so it looks again before it goes on.
    @Test func `a failover while pods are told ends the run, and the next one sends everything by the new primary`()
        throws
    {
        let primary = try PostgresServer.start()
        let direct = primary.conninfo(database: "postgres")
        try primary.runSQL(Self.tables, in: direct)
        let standby = try primary.startStandby()
        let both =
            "host=\(standby.socketFolder),\(primary.socketFolder) dbname=postgres user=postgres target_session_attrs=read-write"
        let isArmed = Mutex(false)
        let pod = try HTTPStandIn { _ in
            if isArmed.withLock({ armed in
                defer { armed = false }
                return armed
            }) {
                try? primary.stop("immediate")
                try? standby.promote()
            }
            return .answer(status: 200, body: #"{"revalidated":true}"#)
        }
        let site = Site(folder, cloudFront, both, pod, settle: "0s")
        #expect(try site.freshen(["migrate"]).status == 0)
        #expect(try site.freshen(["run"]).status == 0)
        try primary.runSQL("UPDATE articles SET title = 'two'", in: direct)
        // The standby must have the change: synchronous_standby_names is not set.
        try waitFor(standby, "SELECT title FROM articles", "two")
        isArmed.withLock { $0 = true }
        let failed = try site.freshen(["run"])
        #expect(failed.status == 75 && failed.log.contains("another server answers now"), "\(failed)")
        #expect(try sentItems().isEmpty)
        let next = try site.freshen(["run"])
        #expect(next.status == 0, "\(next)")
        #expect(try sentItems().contains("/*"), "\(next)")
    }

    @Test func `a standby that is named first is passed over`() throws {
        let primary = try PostgresServer.start()
        let standby = try primary.startStandby()
        let both = "host=\(standby.socketFolder),\(primary.socketFolder) dbname=postgres user=postgres"
        let run = { (attributes: String) in
            try Child(["migrate"], environment: ["DATABASE_URL": both + attributes]).finish()
        }
        let without = try run("")
        #expect(without.status == 75 && without.log.contains("target_session_attrs=read-write"), "\(without)")
        #expect(try run(" target_session_attrs=primary").status == 0)
        #expect(try run(" target_session_attrs=read-write").status == 0)
        let neither = try Child(
            ["migrate"],
            environment: [
                "DATABASE_URL": standby.conninfo(database: "postgres") + " target_session_attrs=read-write"
            ]
        ).finish()
        #expect(neither.status == 75, "\(neither)")
    }

    private static let tables =
        "CREATE TABLE articles (id int PRIMARY KEY, title text); INSERT INTO articles VALUES (1, 'one')"

    private func makeDatabase(_ name: String) throws -> (PostgresServer, String) {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: name)
        try server.runSQL(Self.tables, in: database)
        return (server, database)
    }

    private func name(of database: String) -> Substring {
        database.split(separator: " ").first { $0.hasPrefix("dbname=") }?.dropFirst(7) ?? ""
    }

    private func waitFor(_ server: PostgresServer, _ query: String, _ value: String) throws {
        let end = ContinuousClock.now + .seconds(20)
        while try server.value(query, in: server.conninfo(database: "postgres")) != value {
            try #require(ContinuousClock.now < end)
        }
    }

    private func sentItems() throws -> [String] {
        try cloudFront.invalidations().flatMap { $0["items"].list.map(\.text) }.sorted()
    }

    /// One pod, one distribution and a database.
    private struct Site {
        let environment: [String: String]
        let folder: Folder
        let file: String

        init(
            _ folder: Folder, _ cloudFront: CloudFrontServer, _ database: String, _ pod: HTTPStandIn, settle: String,
            _ more: [String: String] = [:]
        ) {
            self.folder = folder
            environment = cloudFront.environment.merging(
                ["DATABASE_URL": database, "TOKEN": Decoy.secret("pods")].merging(more) { $1 }
            ) { $1 }
            file = """
                collections: { articles: { routes: ["/articles/{title}"] } }
                web: [{ pods: { urls: ["\(pod.url)"] }, token: { env: TOKEN }, settle: \(settle) }]
                cloudfront: [{ distribution: \(CloudFrontServer.distribution) }]

                """
        }

        func freshen(_ arguments: [String]) throws -> Child.Ending {
            let path = try folder.write(file)
            return try Child(
                arguments + (arguments == ["migrate"] ? [] : ["--config", path]), environment: environment
            )
            .finish()
        }
    }
}

/// Replaces the content of a file.
private func write(_ text: String, to file: String) {
    let stream = fopen(file, "w")
    fputs(text, stream)
    fclose(stream)
}
