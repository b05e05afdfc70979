import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Migrations beside looks: freshen gives way, and is never the reason why a migration fails.
@Suite(.timeLimit(.minutes(10))) struct LockTests {
    private static let site = "collections: { articles: { shows: [author], routes: [\"/{slug}\"] } }"
    private static let rows = "INSERT INTO authors VALUES (1, 'Ann', 'ann'); " + threeArticles

    /// A migration locks the second table, then the first one, which a look holds that waits for the second.
    @Test(arguments: [("articles", "authors"), ("authors", "articles")])
    func `a migration that locks two tables is never in a deadlock with a look`(_ first: String, _ second: String)
        throws
    {
        let stage = try Stage(Self.site, rows: Self.rows)
        let migration = try open(stage.conninfo)
        try migration.execute("BEGIN; ALTER TABLE \(first) ADD one text")
        let conninfo = stage.conninfo
        let other = BackgroundThread {
            try waitForLock(in: conninfo)
            try migration.execute("ALTER TABLE \(second) ADD two text; COMMIT")
        }
        let order = stage.order(waitsForLock: true)
        #expect(try seen(stage.ledger().look(order)).changes == 0)
        try other.join()
    }

    @Test func `a look holds no table while it waits for the run lock`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        let holder = try open(stage.conninfo)
        try holder.execute("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE")
        let conninfo = stage.conninfo
        let other = BackgroundThread {
            try waitForLock(in: conninfo)
            let migration = try open(conninfo)
            try migration.execute("SET lock_timeout = '1s'; ALTER TABLE articles ADD one text")
            try holder.execute("COMMIT")
        }
        let order = stage.order(waitsForLock: true)
        #expect(try seen(stage.ledger().look(order)).changes == 0)
        try other.join()
    }

    /// The migration ends after the statements are compiled and before the look has its locks.
    @Test(
        "a table that is altered while a look begins is compiled again",
        arguments: [
            ("ALTER TABLE articles DROP expires_at", []), ("ALTER TABLE articles RENAME expires_at TO ends", []),
            (
                "ALTER TABLE articles DROP title; ALTER TABLE articles ADD title text DEFAULT 'New'",
                ["/one", "/three", "/two"]
            ),
            (
                "ALTER TABLE articles RENAME TO old; CREATE TABLE articles (LIKE old INCLUDING ALL)",
                ["/one", "/three", "/two"]
            ),
            ("ALTER TABLE articles ALTER title TYPE varchar(80)", []),
        ])
    func compiledAgain(_ sql: String, _ paths: [String]) throws {
        let stage = try Stage("collections: { articles: { routes: [\"/{slug}\"] } }", rows: threeArticles)
        let ledger = try stage.ledger()
        try stage.sql(sql)
        let plan = try seen(ledger.look(stage.order(isDryRun: true)))
        #expect(plan.planned.map(\.entry.stale.text).sorted() == paths)
        #expect(try stage.look() == paths)
    }

    /// The first look waits in a trigger, which stands for a comparison of many rows, and which the migration removes.
    @Test func `a long look gives way to a migration, and begins anew`() throws {
        let stage = try Stage(Self.site, rows: Self.rows, unseen: true)
        try stage.sql(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN NEW; END';
            CREATE TRIGGER slow BEFORE INSERT ON freshen.item EXECUTE FUNCTION slow()
            """)
        let conninfo = stage.conninfo
        let migration = BackgroundThread {
            let connection = try open(conninfo)
            while try connection.query(
                "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
            ).isEmpty {}
            try connection.execute("ALTER TABLE articles ADD note text; DROP TRIGGER slow ON freshen.item")
        }
        let began = ContinuousClock.now
        let ledger = try stage.ledger(observing: { try open(conninfo) })
        #expect(try seen(ledger.look(stage.order())).isFirst)
        try migration.join()
        #expect(ContinuousClock.now - began < .seconds(15))
        #expect(try stage.value("SELECT count(*) FROM freshen.item") == "3")
        try stage.sql("UPDATE articles SET note = 'new' WHERE id = 2")
        #expect(try stage.look() == ["/two"])
    }

    @Test(
        "a COMMIT that waits for a standby ends with the time of the run, after ten seconds at most",
        arguments: [2, nil])
    func commit(timeLimit: Int?) throws {
        let server = try PostgresServer.start()
        let stage = try Stage(Self.site, database: server.makeDatabase())
        try stage.sql(Model.schema)
        _ = try Migrator(stage.cms).migrate()
        try stage.sql(Self.rows)
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        try stage.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try stage.sql("SELECT pg_reload_conf()")
        while try stage.value("SHOW synchronous_standby_names") != "nobody" {}
        var order = stage.order()
        if let timeLimit { order.timeLimit = TimeLimit(.seconds(timeLimit)) { .now } }
        let failure = try #require(throws: Failure.self) { try stage.ledger().look(order) }
        #expect(failure.exit == .tryAgain && failure.message.contains("synchronous standby"), "\(failure)")
    }

    @Test func `a table of Directus that is locked is tried again later`() throws {
        let stage = try Stage(Self.site, rows: Self.rows)
        try stage.sql("BEGIN; LOCK TABLE directus_relations IN ACCESS EXCLUSIVE MODE")
        let error = try #require(throws: PostgresError.self) { try stage.ledger() }
        #expect(Failure(error).exit == .tryAgain, "\(error)")
        try stage.sql("COMMIT")
        #expect(try stage.look() == [])
    }
}
