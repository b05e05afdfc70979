import TestSupport
import Testing

/// The program refuses mistakes, against a real server: one line, the right exit code, and nothing written.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    private static let tables = """
        CREATE TABLE articles (id int PRIMARY KEY, title text, live boolean, wall timestamp, author int);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE tags (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE keyless (id int, title text); CREATE VIEW seen AS SELECT * FROM articles
        """

    private let server: PostgresServer
    private let database: String
    private let name: String

    init() throws {
        (server, database) = try migratedDatabase(named: "refusals", Self.tables)
        name = database.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
    }

    /// Expects one line on stderr and an empty stdout; returns the line without `freshen: `.
    private func refusal(
        _ collections: String, exit: Int32, as role: String? = nil, _ arguments: [String] = ["run"]
    ) throws -> String {
        let folder = try Folder()
        let file = try folder.write("collections:\n  " + collections + "\ncloudfront: [{ distribution: E1 }]\n")
        let url = role.map { server.conninfo(database: name, user: $0) } ?? database
        let ending = try Child(arguments + ["--config", file], environment: ["DATABASE_URL": url]).finish()
        #expect(ending.status == exit && ending.output.isEmpty, "\(ending)")
        #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1, "\(ending.log)")
        return String(ending.log.dropFirst("freshen: ".count).dropLast()).replacing(file, with: "f")
    }

    private func role(_ name: String, _ rights: String) throws -> String {
        let role = "\(name)_of_\(self.name)"
        try server.runSQL("CREATE ROLE \(role) LOGIN; " + rights.replacing("@role", with: role), in: database)
        return role
    }

    // MARK: freshen.yaml and the tables

    @Test(arguments: [
        (
            "article: { routes: [/] }",
            "2:3: there is no table article on the database role's search path: did you mean articles?"
        ),
        ("keyless: { routes: [/] }", "2:3: table keyless has no primary key, so its rows cannot be told apart"),
        (
            "seen: { routes: [/] }",
            "2:3: seen is no table (a view or foreign table has no row versions): name the table behind it"
        ),
        ("articles: { visible: { titel: x }, routes: [/] }", "2:26: articles has no field titel: did you mean title?"),
        (
            "articles: { visible: { comment: { text: x } }, routes: [/] }",
            "2:26: articles has no field comment: did you mean comments?"
        ),
        ("articles: { visible: { title: { _equals: x } }, routes: [/] }", "2:35: unknown operator _equals"),
        (
            "articles: { visible: { live: { _contains: x } }, routes: [/] }",
            "2:34: articles.live is boolean, and _contains compares text"
        ),
        (
            "articles: { publish_at: wall, routes: [/] }",
            "2:27: articles.wall is a dateTime without zone: give the collection a `zone:`, the TZ in which Directus' API runs (`zone: UTC` where it is not set)"
        ),
        (
            "articles: { zone: Europe/Berlim, routes: [/] }",
            "2:21: there is no time zone Europe/Berlim: did you mean Europe/Berlin?"
        ),
        (
            "articles: { routes: ['/{comments.text}/{tags.text}'] }",
            "2:24: a route can follow one to-many field, and this one names comments beside tags: make two routes of it"
        ),
        ("articles: { routes: ['/{title'] }", "2:26: a route: the placeholder is not closed: write {field}"),
        ("articles: { visible: *a }", nil), ("articles: { visible: !x { title: x } }", nil),
        ("articles: { visible: { title: x }, visible: {} }", nil), ("articles: [", nil),
        ("articles: { shows: author }", nil), ("articles: { shows: [comments] }", nil),
    ])
    func `a mistake in the file is exit 78 with line and column, and nothing is written`(yaml: String, message: String?)
        throws
    {
        for arguments in [["run"], ["run", "--dry-run"], ["reconcile", "--output", "json"]] {
            let line = try refusal(yaml, exit: 78, arguments)
            #expect(message.map { line == "f:" + $0 } ?? (line.wholeMatch(of: /f:[234]:\d+: .+/) != nil), "\(line)")
        }
        try server.runSQL("DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM freshen.collection); END $$", in: database)
    }

    @Test func `the message says that the file is a folder or too large`() throws {
        let folder = try Folder()
        let large = try folder.write(String(repeating: "#", count: 16 << 20), to: "large.yaml")
        for (path, reason) in [(folder.path, "Is a directory"), (large, "File too large")] {
            let ending = try freshen("run", "--config", path, environment: ["DATABASE_URL": database])
            #expect(ending.status == 78)
            #expect(ending.log == "freshen: cannot read \(path): \(reason); name another with --config FILE\n")
        }
    }

    // MARK: Rights

    @Test func `a missing right is exit 77, and the message contains the GRANT`() throws {
        let reader = try role("reader", "REVOKE USAGE ON SCHEMA public FROM PUBLIC")
        func expect(_ message: String, then grant: String, _ arguments: [String] = ["run"]) throws {
            #expect(
                try refusal("articles: { shows: [comments], routes: [/] }", exit: 77, as: reader, arguments) == message)
            try server.runSQL(grant, in: database)
        }
        var grant = "GRANT USAGE ON SCHEMA freshen TO \(reader)"
        try expect("no right to the schema freshen: \(grant)", then: grant)
        grant = "GRANT SELECT ON ALL TABLES IN SCHEMA freshen TO \(reader)"
        try expect("no right to freshen.alias: \(grant)", then: grant, ["run", "--dry-run"])
        grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA freshen TO \(reader)"
        try expect("no right to freshen.alias: \(grant)", then: grant)
        grant = "GRANT USAGE ON SCHEMA public TO \(reader)"
        try expect("no right to the schema of articles: \(grant)", then: grant)
        grant = "GRANT SELECT ON public.articles TO \(reader); GRANT SELECT ON public.comments TO \(reader)"
        try expect("no right to read public.articles, public.comments: \(grant)", then: grant)
        try server.runSQL("ALTER TABLE comments ENABLE ROW LEVEL SECURITY", in: database)
        grant = "ALTER ROLE \(reader) BYPASSRLS"
        try expect("row-level security hides rows of \"public\".\"comments\" from \(reader): \(grant)", then: grant)
        try expect(
            "no right to change the schema freshen: let its owner postgres run `freshen migrate`", then: "SELECT 1",
            ["migrate"])
        let folder = try Folder()
        let file = try folder.write(
            "collections: { articles: { shows: [comments], routes: [/] } }\ncloudfront: [{ distribution: E1 }]\n")
        let url = server.conninfo(database: name, user: reader)
        #expect(try freshen("run", "--config", file, environment: ["DATABASE_URL": url]).status == 0)
    }

    @Test func `the message names the schema of a table outside of the search path`() throws {
        try server.runSQL("CREATE SCHEMA cms; ALTER TABLE tags SET SCHEMA cms", in: database)
        #expect(
            try refusal("tags: { routes: [/] }", exit: 78)
                == "f:2:3: tags is in schema cms, which is not on the database role's search path: ALTER ROLE postgres SET search_path = public, cms"
        )
        try server.runSQL(
            """
            DO $$ BEGIN EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET search_path = %L', current_database(), ''); END $$
            """, in: database)
        let refusal = try refusal("articles: { routes: [/] }", exit: 78)
        #expect(refusal.contains(": ALTER ROLE postgres IN DATABASE "), "\(refusal)")
        #expect(refusal.hasSuffix(" SET search_path = public"), "\(refusal)")
    }

    // MARK: The server

    @Test func `a standby is exit 75`() throws {
        let primary = try PostgresServer.start()
        let standby = try primary.startStandby()
        let url = standby.conninfo(database: "postgres")
        let folder = try Folder()
        let file = try folder.write("collections: { articles: { routes: [/] } }\ncloudfront: [{ distribution: E1 }]\n")
        for arguments in [["run"], ["run", "--dry-run"], ["migrate"]] {
            let ending = try Child(arguments + ["--config", file], environment: ["DATABASE_URL": url]).finish()
            #expect(ending.status == 75 && ending.output.isEmpty)
            #expect(
                ending.log
                    == "freshen: the database is a standby (a failover under way?): freshen needs the primary; with several hosts, add "
                    + "target_session_attrs=read-write\n")
        }
    }

    @Test func `a schema of another version is exit 78, and the message says what to run`() throws {
        try server.runSQL("UPDATE freshen.migration SET version = 99 WHERE version = 1", in: database)
        #expect(
            try refusal("articles: { routes: [/] }", exit: 78).wholeMatch(
                of: /the schema freshen is at version 99, newer than this binary's \d+: run the newer freshen/) != nil)
        try server.runSQL("DELETE FROM freshen.migration", in: database)
        #expect(
            try refusal("articles: { routes: [/] }", exit: 78).wholeMatch(
                of: /the schema freshen is at version 0, this binary needs \d+: run `freshen migrate`/) != nil)
    }
}
