import TestSupport
import Testing

/// Two sites on one database: each has a ledger of its own.
@Suite(.timeLimit(.minutes(10))) struct SchemaTests {
    private static let tables = """
        CREATE TABLE posts (id int PRIMARY KEY, slug text); INSERT INTO posts VALUES (1, 'one');
        CREATE TABLE events (id int PRIMARY KEY); INSERT INTO events VALUES (1)
        """
    private static let first = """
        collections: { posts: { routes: ["/posts/{slug}"] } }
        web: [{ name: first, pods: { urls: ["http://127.0.0.1:1"] }, token: { env: TOKEN } }]

        """

    /// The newest writer of each table that a run writes.
    private static let writers =
        ["checkpoint", "collection", "route", "item", "change", "target", "run"].map {
            "(SELECT coalesce(max(xmin::text::bigint), 0) FROM freshen.\($0))"
        }.reduce("SELECT concat_ws(' '") { $0 + ", " + $1 } + ")"

    /// Other collections; the same collection on other pages of other pods.
    static let others = [
        "collections: { events: { routes: [\"/events/{id}\"] } }\nweb: [{ name: first, pods: { urls: [\"http://127.0.0.1:1\"] }, token: { env: TOKEN } }]\n",
        "collections: { posts: { routes: [\"/b/{slug}\"] } }\nweb: [{ name: second, pods: { urls: [\"http://127.0.0.1:1\"] }, token: { env: TOKEN } }]\n",
    ]

    @Test(arguments: others)
    func `another site's ledger is refused, and a schema of its own is taken`(_ other: String) throws {
        let (server, database) = try migratedDatabase(named: "schema", Self.tables)
        let environment = ["DATABASE_URL": database, "TOKEN": Decoy.secret("pods")]
        let folder = try Folder()
        for (name, text) in [("a", Self.first), ("b", other), ("c", other + "schema: freshen_b\n")] {
            _ = try folder.write(text, to: name + ".yaml")
        }
        func run(_ file: String, _ arguments: String...) throws -> Child.Ending {
            try Child(arguments + ["--config", "\(folder.path)/\(file)"], environment: environment).finish()
        }
        // The pods do not answer, so what they are owed stays owed.
        _ = try run("a.yaml", "run")
        try server.runSQL("UPDATE posts SET slug = 'two'", in: database)
        #expect(try run("a.yaml", "run").status == 75)
        let before = try server.value(Self.writers, in: database)

        for command in [["run"], ["run", "--dry-run"], ["reconcile"], ["invalidate", "/x"]] {
            let ending = try Child(command + ["--config", "\(folder.path)/b.yaml"], environment: environment).finish()
            #expect(ending.status == 78, "\(ending)")
            #expect(ending.log.contains("the schema freshen is the ledger of another site, with the collections posts"))
        }
        #expect(try server.value(Self.writers, in: database) == before)

        #expect(try run("c.yaml", "status").log.contains("the schema freshen_b is missing"))
        #expect(try run("c.yaml", "migrate").output.hasPrefix("brought the schema freshen_b up to date"))
        _ = try run("c.yaml", "run")
        try server.runSQL("INSERT INTO events VALUES (2); UPDATE posts SET slug = 'three'", in: database)
        let ending = try run("c.yaml", "run", "--output", "json")
        #expect(ending.status == 75 && ending.output.contains("\"changes\":1"), "\(ending)")
        #expect(try run("c.yaml", "reconcile", "--output", "json").output.contains("\"changes\":0"))
        #expect(try run("c.yaml", "catch-up", "--since", "2026-01-01T00:00Z").status == 75)
        #expect(try run("c.yaml", "invalidate", "/x").status == 75)
        #expect(
            try run("c.yaml", "status").output.contains("first") || run("c.yaml", "status").output.contains("second"))
        #expect(try run("c.yaml", "doctor").output.contains("freshen_b"))

        let third = try run("a.yaml", "run", "--output", "json")
        #expect(third.output.contains("\"changes\":1"), "\(third)")
    }

    @Test(arguments: ["public", "pg_x", "Freshen", "a b", "\"\"", "[x]", "a-b", "information_schema"])
    func `a name that is no schema of freshen alone is refused`(_ name: String) throws {
        let folder = try Folder()
        let file = try folder.write(Self.first + "schema: \(name)\n")
        for command in ["run", "status", "migrate"] {
            let ending = try freshen(
                command, "--config", file, environment: ["TOKEN": "x", "DATABASE_URL": "host=127.0.0.1 port=1"])
            #expect(ending.status == 78 && ending.log.contains("freshen.yaml:3:9: schema "), "\(ending)")
        }
    }

    @Test func `a printed migration names the schema`() throws {
        let folder = try Folder()
        let ending = try freshen("migrate", "--print", "--config", folder.write(Self.first + "schema: user\n"))
        #expect(ending.status == 0 && ending.output.contains("CREATE SCHEMA IF NOT EXISTS \"user\";"))
        #expect(!ending.output.contains("freshen.item") && ending.output.contains("\"user\".item"))
    }
}
