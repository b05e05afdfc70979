import Freshen
import Ledger
import PostgresClient
import Synchronization
import TestSupport
import Testing

/// One look: its instant, its lock, and what it writes.
@Suite(.timeLimit(.minutes(10))) struct LookTests {
    @Test func `the first look records items and appends nothing`() throws {
        let stage = try Stage(rows: threeArticles, unseen: true)
        #expect(try stage.ledger().deliveryState().hasLooked == false)
        let first = try seen(stage.ledger().look(stage.order()))
        #expect(first.isFirst && first.changes == 0)
        #expect(try stage.ledger().deliveryState().hasLooked)
        #expect(try stage.ledger().deliveryState().head == 0)
        #expect(try stage.value("SELECT count(*) FROM freshen.item WHERE visible AND cardinality(pages) = 2") == "3")
        #expect(try stage.look() == [])
    }

    @Test(arguments: [LookRequest.Kind.everyItem, .window(since: instant("2020-01-01T00:00Z"), until: nil)])
    func `the first look of every kind appends nothing`(_ kind: LookRequest.Kind) throws {
        let stage = try Stage(rows: threeArticles, unseen: true)
        #expect(try stage.look(kind) == [])
        #expect(try stage.ledger().deliveryState().head == 0)
    }

    @Test func `a look that finds nothing writes only the checkpoint`() throws {
        let stage = try Stage(rows: threeArticles)
        stage.now = stage.now + .seconds(60)
        let before = try stage.value("SELECT run FROM freshen.checkpoint")
        let written = try stage.written { _ = try stage.ledger().look(stage.order()) }
        #expect(written == ["freshen.checkpoint"])
        #expect(try stage.value("SELECT run - \(before ?? "") FROM freshen.checkpoint") == "1")
        #expect(try stage.value("SELECT looked_at FROM freshen.checkpoint") == "2026-01-01 00:01:00+00")
    }

    @Test(arguments: [
        LookRequest.Kind.changes, .everyItem,
        .window(since: instant("2998-01-01T00:00Z"), until: instant("2999-01-01T00:00Z")),
    ])
    func `a dry run writes no row, though there is much to write`(_ kind: LookRequest.Kind) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET slug = 'uno' WHERE id = 1; DELETE FROM articles WHERE id = 2")
        stage.yaml += "  topics:\n    routes: [/topics]\n"
        let order = stage.order(kind, isDryRun: true)
        var planned: [String] = []
        let written = try stage.written { planned = try stage.planned(order) }
        #expect(planned == ["/articles/one", "/articles/two", "/articles/uno", "/sitemap.xml"])
        #expect(written == [])
    }

    @Test func `a dry run is a transaction that is READ ONLY`() throws {
        let stage = try Stage(rows: threeArticles)
        let own = stage.own
        var modes: Set<String?> = []
        let ledger = try stage.ledger { step in
            // The transaction begins after this step.
            guard !step.hasPrefix("locking") else { return }
            modes.insert((try? own.query("SHOW transaction_read_only"))?.first?[0])
        }
        _ = try ledger.look(stage.order(isDryRun: true))
        #expect(modes == ["on"])
        _ = try ledger.look(stage.order())
        #expect(modes == ["on", "off"])
    }

    @Test func `a dry run needs no right to write`() throws {
        let stage = try Stage(rows: threeArticles)
        let role = "reader_of_" + databaseName(stage.conninfo)
        try stage.sql(
            """
            UPDATE articles SET slug = 'uno' WHERE id = 1;
            CREATE ROLE \(role) LOGIN;
            GRANT USAGE ON SCHEMA freshen TO \(role);
            GRANT SELECT ON ALL TABLES IN SCHEMA public, freshen TO \(role);
            ALTER ROLE \(role) SET default_transaction_read_only = on
            """)
        let name = databaseName(stage.conninfo)
        let reader = try open(try PostgresServer.running().conninfo(database: name, user: role))
        let plan = try seen(stage.ledger(reader).look(stage.order(isDryRun: true)))
        #expect(plan.changes == 1)
        #expect(Set(plan.planned.map(\.entry.stale.text)) == ["/articles/one", "/articles/uno", "/sitemap.xml"])
    }

    @Test func `a dry run says which item leads to a path, and why`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("DELETE FROM articles WHERE id = 2")
        let plan = try seen(stage.ledger().look(stage.order(isDryRun: true)))
        let entry = try #require(plan.planned.first { $0.entry.stale == .path("/articles/two") })
        #expect((entry.collection, entry.item, entry.reason) == ("articles", "2", "deleted"))
    }

    @Test func `a dry run can look into the future`() throws {
        let stage = try Stage(
            rows: "INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-06-01T09:00Z')")
        var order = stage.order(isDryRun: true)
        order.margin = .seconds(3600)
        order.at = instant("2026-06-01T08:59:59.999999Z")
        #expect(try stage.planned(order) == [])
        order.at = instant("2026-06-01T09:00Z")
        #expect(try stage.planned(order) == ["/articles/a", "/sitemap.xml"])
        #expect(try seen(stage.ledger().look(order)).lookedAt == order.at)
        #expect(try stage.look() == [])
    }

    @Test func `the earlier clock counts, less the margin`() throws {
        let stage = try Stage(rows: threeArticles)
        var order = stage.order()
        order.margin = .seconds(5)
        order.jobClock = instant("2026-01-01T01:30Z")
        order.databaseClock = instant("2026-01-01T01:00Z")
        #expect(try seen(stage.ledger().look(order)).lookedAt == instant("2026-01-01T00:59:55Z"))
        order.jobClock = instant("2026-01-01T00:30Z")
        #expect(try seen(stage.ledger().look(order)).lookedAt == instant("2026-01-01T00:29:55Z"))
    }

    @Test func `a look says how far the job's clock is ahead, as of the time of the look`() throws {
        let stage = try Stage(rows: threeArticles)
        func offset(_ job: String, readAt: ContinuousClock.Instant = .now) throws -> Double {
            let order = LookRequest(
                jobClock: instant(job), databaseClock: instant("2026-01-01T01:00Z"), margin: .zero, readAt: readAt)
            return try #require(seen(stage.ledger().look(order)).clocks).offset.seconds
        }
        // The rest is what the test itself takes.
        #expect((3000..<3030).contains(try offset("2026-01-01T01:50Z")))
        #expect((-3000..<(-2970)).contains(try offset("2026-01-01T00:10Z")))
        #expect((0..<30).contains(try offset("2026-01-01T00:50Z", readAt: .now - .seconds(600))))
        #expect(try seen(stage.ledger().look(stage.order(.invalidate([.path("/a")])))).clocks == nil)
    }

    @Test(
        "clocks that are more than an hour apart stop a look before it reads or writes",
        arguments: ["1970-01-01T00:00Z", "2025-12-31T23:59:59Z", "2026-01-01T02:00:01Z", "2999-01-01T00:00Z"])
    func clocksApart(_ job: String) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET title = 'Uno' WHERE id = 1")
        for isDryRun in [true, false] {
            let order = LookRequest(
                isDryRun: isDryRun, jobClock: instant(job), databaseClock: instant("2026-01-01T01:00Z"))
            let written = try stage.written(in: "'freshen'") {
                let failure = try #require(throws: Failure.self) { _ = try stage.ledger().look(order) }
                #expect(failure.exit == .tryAgain)
                #expect(failure.message.hasPrefix("nothing was compared or sent: this machine's clock is "))
            }
            #expect(written == [])
        }
        // The server's own clock is compared where no other one is given.
        #expect(throws: Failure.self) {
            _ = try stage.ledger().look(LookRequest(jobClock: instant("2001-01-01T00:00Z")))
        }
        var at = LookRequest(isDryRun: true, at: instant("2026-01-01T00:00Z"), jobClock: instant(job))
        at.databaseClock = instant("2026-01-01T01:00Z")
        #expect(try seen(stage.ledger().look(at)).clocks?.isTooLong == true, "the named instant needs no clock")
    }

    // MARK: Clocks that are set back

    @Test func `a clock that was set back compares every page and appends nothing where nothing changed`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE freshen.item SET pages = '{}' WHERE key = '3'")
        stage.now = stage.now - .seconds(3600)
        // The ledger's pages are wrong and its version is right: only a comparison of pages finds it.
        #expect(try stage.look() == ["/articles/three", "/sitemap.xml"])
        stage.now = stage.now - .seconds(3600)
        #expect(try stage.look() == [])
        let written = try stage.written { _ = try stage.ledger().look(stage.order()) }
        #expect(written == ["freshen.checkpoint"])
    }

    @Test func `a date that lies ahead again after the clock was set back passes again`() throws {
        let stage = try Stage(
            rows: "INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-01-01T01:00Z')")
        let pages = ["/articles/a", "/sitemap.xml"]
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == pages)
        stage.now = instant("2026-01-01T00:30Z")
        #expect(try stage.look() == pages)
        stage.now = instant("2026-01-01T01:30Z")
        #expect(try stage.look() == pages)
        #expect(try stage.look() == [])
    }

    // MARK: Two looks at the same time

    @Test func `a look while another one looks is busy`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE")
        let ledger = try stage.ledger()
        let start = ContinuousClock.now
        guard case .busy(let age?) = try ledger.look(stage.order()) else {
            throw Unexpected("the look was not busy")
        }
        #expect(age < .seconds(60))
        // Waiting for the lock would have taken two seconds.
        #expect(ContinuousClock.now - start < .milliseconds(1900))
        try stage.sql(
            "UPDATE freshen.checkpoint SET captured_at = captured_at - interval '1 hour', \(signature); COMMIT")
        try stage.sql("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE")
        guard case .busy(let later?) = try stage.ledger().look(stage.order()) else {
            throw Unexpected("the look was not busy")
        }
        #expect(later > .seconds(3599))
        // Reading needs no lock.
        _ = try seen(stage.ledger().look(stage.order(isDryRun: true)))
        try stage.sql("ROLLBACK")
        #expect(try stage.look() == [])
    }

    @Test func `a look that waits sees what the other one committed`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET slug = 'uno' WHERE id = 1")
        let (holder, conninfo) = (try open(stage.conninfo), stage.conninfo)
        try holder.execute("BEGIN; UPDATE freshen.checkpoint SET run = run + 10, \(signature)")
        try holder.execute("UPDATE articles SET slug = 'dos' WHERE id = 2")
        let run = try #require(try stage.value("SELECT run FROM freshen.checkpoint").flatMap { Int($0) })
        let other = BackgroundThread { try commit(holder, whenAwaitedIn: conninfo) }
        let order = stage.order(waitsForLock: true)
        let look = try seen(stage.ledger().look(order))
        try other.join()
        #expect(look.changes == 2)
        #expect(try stage.value("SELECT run FROM freshen.checkpoint") == String(run + 11))
    }

    @Test func `a table that is truncated and filled while a look begins is not read as empty`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/articles/{slug}\", fields: [title] }] } }",
            rows: threeArticles)
        let (holder, conninfo) = (try open(stage.conninfo), stage.conninfo)
        // A snapshot that is older than a TRUNCATE sees an empty table.
        try holder.execute("BEGIN; TRUNCATE articles CASCADE; " + threeArticles)
        let ledger = try stage.ledger()
        let other = BackgroundThread { try commit(holder, whenAwaitedIn: conninfo) }
        let order = stage.order(waitsForLock: true)
        let look = try seen(ledger.look(order))
        try other.join()
        #expect(look.changes == 0)
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a signal ends a look that waits for a lock`() throws {
        let stage = try Stage(rows: threeArticles)
        let interrupt = try Interrupt()
        let connection = try Connection.open(
            stage.conninfo, applicationName: "tests", timeout: .seconds(20), interrupt: interrupt.descriptor)
        let ledger = try stage.ledger(connection)
        try stage.sql("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE")
        let order = stage.order(waitsForLock: true)
        let conninfo = stage.conninfo
        let signal = BackgroundThread {
            try waitForLock(in: conninfo)
            interrupt.fire()
        }
        let failure = try #require(throws: Failure.self) { _ = try ledger.look(order) }
        try signal.join()
        #expect(failure.exit == .tryAgain && failure.message.hasSuffix(", waiting for the run lock"), "\(failure)")
    }

    @Test func `a signal ends nothing that is stored after a look`() throws {
        let stage = try Stage(rows: threeArticles)
        let interrupt = try Interrupt()
        let connection = try Connection.open(
            stage.conninfo, applicationName: "tests", timeout: .seconds(20), interrupt: interrupt.descriptor)
        let ledger = try stage.ledger(connection)
        _ = try seen(ledger.look(stage.order()))
        interrupt.fire()
        try ledger.enlist([Target(kind: .distribution, name: "E1")])
        #expect(try stage.value("SELECT count(*) FROM freshen.target") == "1")
        #expect(throws: Failure.self) { _ = try ledger.look(stage.order()) }
    }

    @Test func `a table that is locked by a migration is tried again later`() throws {
        let stage = try Stage(rows: threeArticles)
        let ledger = try stage.ledger()
        try stage.sql("BEGIN; LOCK TABLE articles IN ACCESS EXCLUSIVE MODE")
        let failure = try #require(throws: Failure.self) { _ = try ledger.look(stage.order()) }
        #expect(failure.exit == .tryAgain && failure.message.contains("locked"))
        try stage.sql("COMMIT")
        #expect(try stage.look() == [])
    }

    @Test func `a table with rows that a policy hides is refused`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            """
            DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest;
            GRANT ALL ON SCHEMA freshen TO guest; GRANT ALL ON ALL TABLES IN SCHEMA freshen TO guest;
            ALTER TABLE articles ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON articles FOR SELECT USING (id < 3)
            """)
        let guest = try open(stage.conninfo + " user=guest")
        let failure = try #require(throws: Failure.self) { try stage.ledger(guest).look(stage.order()) }
        #expect(failure.exit == .refused && failure.message.contains("articles"), "\(failure.message)")
    }

    @Test func `the first look is finished when the run's time is over, a later one is not`() throws {
        let stage = try Stage(rows: threeArticles, unseen: true)
        let passed = Mutex(Duration.zero)
        func look() throws -> LookOutcome {
            passed.withLock { $0 = .zero }
            var request = stage.order()
            request.timeLimit = TimeLimit(.seconds(5)) { .now + passed.withLock { $0 } }
            // The time passes while the run lock is taken.
            let ledger = try stage.ledger(failpoint: { if $0 == .locked { passed.withLock { $0 = .seconds(6) } } })
            return try ledger.look(request)
        }
        #expect(try seen(look()).isFirst)
        try stage.sql("UPDATE articles SET title = 'New'")
        let failure = #expect(throws: Failure.self) { try look() }
        #expect(failure?.exit == .tryAgain)
        #expect(
            failure?.message.hasPrefix("the run's deadline of 5s is over, taking the run lock: the look is") == true)
    }
}
