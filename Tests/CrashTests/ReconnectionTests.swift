import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

/// Connections that are lost while nothing of the database is in progress.
extension CrashTests {
    @Test func `a pooler that is started again outside of a transaction fails no pass`() throws {
        let site = try fixture.site()
        let pooler = try PgBouncer(try .running(), .transaction, users: [Site.role])
        site.pooler = pooler
        try expectNoFailure(site) { try pooler.restart() }
    }

    @Test func `a session that the server ends outside of a transaction fails no pass`() throws {
        let site = try fixture.site()
        try expectNoFailure(site) {
            _ = try site.cms.query(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = '\(Site.role)'
                """)
        }
    }

    private func expectNoFailure(_ site: Site, _ disturb: () throws -> Void) throws {
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            try whileIdle(site, disturb)
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        #expect(!ending.output.contains("\"exit\":75"), "\(ending)")
    }

    /// Stops the program at a moment at which it is in no transaction.
    private func whileIdle(_ site: Site, _ body: () throws -> Void) throws {
        let child = try #require(site.child)
        try wait {
            try child.send(SIGSTOP)
            defer { try? child.send(SIGCONT) }
            let states = try site.value(
                """
                SELECT count(*) FILTER (WHERE state = 'idle') || ' of ' || count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = '\(Site.role)'
                """)
            guard states == "1 of 1" else { return false }
            try body()
            return true
        }
    }
}
