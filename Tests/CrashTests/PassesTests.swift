import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    private static let often = ["run", "--every", "100ms", "--until", ":00"]

    /// Starts looking again and again, and does `body` meanwhile; then a signal ends it, unless it ends by itself.
    ///
    /// A minute that ends before that ends the program, too: then it is all done again.
    private func looking(
        _ site: Site, isEndless: Bool = true, onTerminal: Bool = false, _ body: () throws -> Void
    ) throws -> Child.Ending {
        for _ in 0..<3 {
            let started = try passes(site)
            let child = try site.start(Self.often, onTerminal: onTerminal)
            do {
                try wait(.seconds(5)) { try passes(site) >= started + 2 }
                try body()
                if isEndless { try child.send(SIGTERM) }
                return try child.finish(within: .seconds(70))
            } catch {
                try child.send(SIGKILL)
                _ = try child.finish()
            }
        }
        return try #require(nil as Child.Ending?, "no two passes within a minute, or nothing came of them")
    }

    private func passes(_ site: Site) throws -> Int {
        try site.value("SELECT run FROM freshen.checkpoint").flatMap { Int($0) } ?? 0
    }

    @Test func `an interval as long as the minute is one pass, with one report`() throws {
        let site = try stage.site()
        let child = try site.start(["run", "--every", "60s", "--until", ":59"])
        let ending = try site.end(child)
        #expect(ending.status == 0 && ending.outcome == "done", "\(ending)")
        try site.expectAllTold()
    }

    @Test func `a later pass finds and sends what changed meanwhile, a report a line, until a signal`() throws {
        let site = try stage.site()
        try #require(site.run().status == 0)
        let ending = try looking(site) {
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.heard().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count > 2 && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        #expect(lines.count { $0.contains(#""outcome":"done""#) } == 1)
        #expect(try passes(site) >= lines.count)
    }

    @Test func `a column that is renamed between two passes is noticed, and ends it as no later pass can mend it`()
        throws
    {
        let site = try stage.site()
        try #require(site.run().status == 0)
        let ending = try looking(site, isEndless: false) {
            try site.cms.execute("ALTER TABLE articles RENAME slug TO slog")
        }
        #expect(ending.status == 78)
        #expect(ending.log.contains("articles has no field slug: did you mean slog?"), "\(ending.log)")
        #expect(ending.log.filter { $0 == "\n" }.count == 1)
    }

    @Test func `a pod that fails in one pass is told again by the next one, which comes sooner`() throws {
        let site = try stage.site()
        try #require(site.run().status == 0)
        let ending = try looking(site) {
            let told = try site.heard().posts
            try site.audience.fail(site.audience.pods[0], "503")
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.heard().posts[3] > told[3] }
            #expect(try site.heard().posts == [told[0] + 3, told[1] + 2, told[2] + 2, told[3] + 1])
        }
        #expect(ending.status == 0 && ending.log.isEmpty, "\(ending)")
        for outcome in ["owed", "done"] {
            #expect(ending.output.ranges(of: "\"outcome\":\"\(outcome)\",\"paths\"").count == 1, "\(ending.output)")
        }
    }

    @Test func `a connection that is lost between two passes costs one of them`() throws {
        let site = try stage.site()
        try #require(site.run().status == 0)
        let ending = try looking(site) {
            try site.cms.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = '\(Site.role)'
                """)
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.heard().cloudFront.items.contains("/articles/article-09") }
        }
        #expect(ending.status == 0)
        #expect(ending.log.filter { $0 == "\n" }.count <= 1, "\(ending.log)")
    }

    @Test func `a terminal shows the progress of later passes, too`() throws {
        let site = try stage.site()
        try #require(site.run().status == 0)
        try site.write { $0.timeout = "2s" }
        let ending = try looking(site, onTerminal: true) {
            try site.audience.fail(site.audience.pods[0], "hang")
            try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
            try wait { try site.heard().cloudFront.items.contains("/articles/article-09") }
        }
        let (removal, shown) = ("\r\u{1B}[K", "pods 2/3 …")
        #expect(ending.log.contains(removal + shown + removal) && ending.log.hasSuffix(removal), "\(ending.log)")
    }
}
