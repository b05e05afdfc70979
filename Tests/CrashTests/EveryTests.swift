import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    /// Runs `body` while the program repeats its passes, then ends it with a signal unless it ends by itself.
    func whileRepeating(
        _ site: Site, needsSignal: Bool = true, onTerminal: Bool = false, _ body: () throws -> Void
    ) throws -> Child.Ending {
        let started = try passes(site)
        Child.waitForLongMinute()
        let child = try site.start(["run", "--every", "100ms", "--until", ":59"], onTerminal: onTerminal)
        do {
            try wait(.seconds(10)) { try passes(site) >= started + 2 }
            try body()
            if needsSignal { try child.send(SIGTERM) }
            return try child.finish(within: .seconds(70))
        } catch {
            try child.send(SIGKILL)
            _ = try child.finish()
            throw error
        }
    }

    private func passes(_ site: Site) throws -> Int {
        try site.value("SELECT run FROM freshen.checkpoint").flatMap { Int($0) } ?? 0
    }

    @Test func `an interval as long as the minute is one pass, with one report`() throws {
        let site = try fixture.site()
        let child = try site.start(["run", "--every", "60s", "--until", ":59"])
        let ending = try site.end(child)
        #expect(ending.status == 0 && ending.outcome == "done", "\(ending)")
        try site.expectAllDelivered()
    }

    @Test func `later passes send new changes and print one report a line until a signal`() throws {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count > 2 && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        #expect(lines.count { $0.contains(#""outcome":"done""#) } == 1)
        #expect(try passes(site) >= lines.count)
    }

    @Test func `a column that is renamed between two passes ends the program with 78`()
        throws
    {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site, needsSignal: false) {
            try site.cms.execute("ALTER TABLE articles RENAME slug TO slog")
        }
        #expect(ending.status == 78)
        #expect(ending.log.contains("articles has no field slug: did you mean slog?"), "\(ending.log)")
        #expect(ending.log.filter { $0 == "\n" }.count == 1)
    }

    @Test func `a pod that fails in one pass is notified again by the next one, not by a retry`() throws {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            let before = try site.received().posts
            try site.receivers.fail(site.receivers.pods[0], "503")
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().posts[3] > before[3] }
            #expect(try site.received().posts == [before[0] + 3, before[1] + 2, before[2] + 2, before[3] + 1])
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        for outcome in ["owed", "done"] {
            #expect(ending.output.ranges(of: "\"outcome\":\"\(outcome)\",\"paths\"").count == 1, "\(ending.output)")
        }
    }

    @Test func `a lost connection makes at most one pass fail`() throws {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        let ending = try whileRepeating(site) {
            try site.cms.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = '\(Site.role)'
                """)
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0)
        #expect(ending.log.filter { $0 == "\n" }.count <= 1, "\(ending.log)")
    }

    @Test func `a terminal shows the progress of later passes, too`() throws {
        let site = try fixture.site()
        try #require(site.run().status == 0)
        try site.changeFile { $0.timeout = "2s" }
        let ending = try whileRepeating(site, onTerminal: true) {
            try site.receivers.fail(site.receivers.pods[0], "hang")
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.received().cloudFront.items.contains("/articles/article-09") }
        }
        let (removal, shown) = ("\r\u{1B}[K", "pods 2/3 …")
        #expect(ending.log.contains(removal + shown + removal) && ending.log.hasSuffix(removal), "\(ending.log)")
    }
}
