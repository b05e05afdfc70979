import FoundationEssentials
import PostgresClient
import TestSupport
import Testing

/// The databases and stand-ins of the crash tests, which are created once.
///
/// Each test works on a copy of a database. All use the same stand-ins, because the ledger contains the pods' URLs.
struct SharedFixture: Sendable {
    static let shared = Result<SharedFixture, any Error> { try SharedFixture() }

    private let receivers: Receivers
    /// The database with the CMS and an empty schema `freshen`.
    private let bare: String
    /// The database after a first look and after changes that no run has looked at.
    private let changed: String

    private init() throws {
        let server = try PostgresServer.running()
        receivers = try Receivers()
        bare = name(try server.makeDatabase(named: "crash"))
        try server.runFile(packageFolder + "Tests/Fixtures/directus/base.sql", in: server.conninfo(database: bare))
        try server.runFile(
            packageFolder + "sql/role.sql", in: server.conninfo(database: bare),
            variables: ["role": Site.role, "schema": "public"])
        changed = name(try server.makeDatabase(named: "crash", template: bare))
        let site = try Site(receivers, database: changed)
        try #require(site.run(["migrate"]).status == 0)
        try site.cms.execute("UPDATE articles SET published_at = now() - interval '30 min' WHERE slug = 'article-08'")
        try Self.lookBeforeDate(site)
        try site.cms.execute(Self.changes)
    }

    /// A `catch-up` with a window in which one article was published that has not changed since.
    static let catchUp = ["catch-up", "--since", Date.now.addingTimeInterval(-3600).formatted(.iso8601)]

    /// An edit, a new slug and a delete; then article-07's date comes.
    private static let changes = """
        UPDATE articles SET title = 'Edited' WHERE slug = 'article-04';
        UPDATE articles SET slug = 'moved' WHERE slug = 'article-05';
        DELETE FROM articles WHERE slug = 'article-06';
        SELECT pg_sleep(extract(epoch FROM published_at - clock_timestamp()) + 0.01) FROM articles WHERE slug = 'article-07'
        """

    /// Runs the first look, and repeats it with a later date until the look was before article-07's date.
    private static func lookBeforeDate(_ site: Site) throws {
        var seconds = 1
        repeat {
            try site.cms.execute(
                "UPDATE articles SET published_at = clock_timestamp() + interval '\(seconds) s' WHERE slug = 'article-07'"
            )
            try #require(site.run().status == 0)
            seconds *= 2
        } while try site.value(
            "SELECT looked_at < published_at FROM freshen.checkpoint, public.articles WHERE slug = 'article-07'")
            != "t"
    }

    /// A copy of the CMS with changes that no run has looked at.
    func site() throws -> Site {
        let site = try Site(receivers, database: copy(of: changed))
        // Otherwise the program would take the copy for another database and send everything.
        try site.rewriteCheckpoint("looked_at = looked_at")
        return site
    }

    /// A copy of the CMS in which freshen has not run, not even `migrate`.
    func bareSite() throws -> Site {
        try Site(receivers, database: copy(of: bare))
    }

    private func copy(of template: String) throws -> String {
        name(try PostgresServer.running().makeDatabase(named: "crash", template: template))
    }
}

private func name(_ conninfo: String) -> String {
    conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
}
