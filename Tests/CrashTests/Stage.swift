import FoundationEssentials
import PostgresClient
import TestSupport
import Testing

/// What all crash tests begin with, made once: the recorded CMS, looked at, and then changed.
///
/// A test plays on a copy of it. The audience is one for all: which pods there are is part of the ledger.
struct Stage: Sendable {
    static let shared = Result<Stage, any Error> { try Stage() }

    private let audience: Audience
    /// The CMS and the schema that the role owns, with nothing in it.
    private let bare: String
    /// The CMS after the first look and after the changes that nobody knows of yet.
    private let changed: String

    private init() throws {
        let server = try PostgresServer.running()
        audience = try Audience()
        bare = name(try server.makeDatabase(named: "crash"))
        try server.runFile(packageFolder + "Tests/Fixtures/directus/base.sql", in: server.conninfo(database: bare))
        try server.runFile(
            packageFolder + "sql/role.sql", in: server.conninfo(database: bare),
            variables: ["role": Site.role, "schema": "public"])
        changed = name(try server.makeDatabase(named: "crash", template: bare))
        let site = try Site(audience, database: changed)
        try #require(site.run(["migrate"]).status == 0)
        try site.cms.execute("UPDATE articles SET published_at = now() - interval '30 min' WHERE slug = 'article-08'")
        try Self.lookBeforeDate(site)
        try site.cms.execute(Self.changes)
    }

    /// `catch-up` of a window in which one article was published that has not changed since.
    static let catchUp = ["catch-up", "--since", Date.now.addingTimeInterval(-3600).formatted(.iso8601)]

    /// An edit, a slug that changes, a delete; and a date falls.
    private static let changes = """
        UPDATE articles SET title = 'Edited' WHERE slug = 'article-04';
        UPDATE articles SET slug = 'moved' WHERE slug = 'article-05';
        DELETE FROM articles WHERE slug = 'article-06';
        SELECT pg_sleep(extract(epoch FROM published_at - clock_timestamp()) + 0.01) FROM articles WHERE slug = 'article-07'
        """

    /// Lets the first look be before article-07's date, however slow the machine is.
    private static func lookBeforeDate(_ site: Site) throws {
        var seconds = 1
        repeat {
            try site.cms.execute(
                "UPDATE articles SET published_at = clock_timestamp() + interval '\(seconds) s' WHERE slug = 'article-07'"
            )
            try #require(site.run().status == 0)
            seconds *= 2
        } while try site.value("SELECT looked_at < published_at FROM freshen.checkpoint, articles WHERE slug = 'article-07'")
            != "t"
    }

    /// A copy with changes that nobody knows of yet.
    func site() throws -> Site {
        let site = try Site(audience, database: copy(of: changed))
        // To the program a copy is another database, and everything would be owed.
        try site.rewriteCheckpoint("at = at")
        return site
    }

    /// A copy in which nothing has been done for the program but what an administrator does.
    func bareSite() throws -> Site {
        try Site(audience, database: copy(of: bare))
    }

    private func copy(of template: String) throws -> String {
        name(try PostgresServer.running().makeDatabase(named: "crash", template: template))
    }
}

private func name(_ conninfo: String) -> String {
    conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
}
