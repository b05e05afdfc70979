import Freshen
import PostgresClient
import TestSupport
import Testing

/// Connections that are lost while nothing of the database is in progress.
extension CrashTests {
    @Test func `a pooler that is started again between two passes fails none of them`() throws {
        let site = try fixture.site()
        let pooler = try PgBouncer(try .running(), .transaction, users: [Site.role])
        site.pooler = pooler
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            try pooler.restart()
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        #expect(!ending.output.contains("\"exit\":75"), "\(ending)")
    }

    @Test func `a session that the server ends between two passes fails none of them`() throws {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            // Only an idle session: a pass that is in progress may fail.
            try wait {
                try site.value(
                    """
                    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                    WHERE datname = current_database() AND usename = '\(Site.role)' AND state = 'idle'
                      AND state_change < clock_timestamp() - interval '20 ms'
                    """) == "1"
            }
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        #expect(!ending.output.contains("\"exit\":75"), "\(ending)")
    }
}
