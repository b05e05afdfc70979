import Freshen
import Glibc
import Ledger
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

/// The database changes: servers restored or promoted, tables recreated, transaction ids that jump, runs left out.
@Suite(.timeLimit(.minutes(10))) struct DatabaseChangeTests {
    // MARK: Another database than before

    @Test func `a promoted standby that lost the last seconds is everything once`() throws {
        let primary = try PostgresServer.start()
        let before = try Stage(in: primary)
        let standby = try primary.startStandby()
        let copy = standby.conninfo(database: databaseName(before.conninfo))
        let lsn = try before.cms.query("SELECT pg_current_wal_lsn()").first?[0] ?? ""
        try Stage(copy).wait(for: "SELECT pg_last_wal_replay_lsn() >= '\(lsn)'")
        try standby.stop()
        // The standby does not receive this write: it is sent to caches, and is undone by the promotion.
        try before.expectNormal("lost")
        try before.sql("INSERT INTO posts (id, title, slug) VALUES (4, 'Four', 'four')")
        #expect(try before.look() == ["/cards/4", "/posts/four"])
        try primary.stop("immediate")
        try standby.startAgain()
        try standby.run("pg_ctl", ["-w", "promote"])
        let after = try Stage(copy)
        after.now = before.now + .seconds(60)
        try after.sql("UPDATE posts SET title = 'Zwei' WHERE id = 2")
        #expect(try after.look() == ["/cards/2", "/posts/two", "everything"])
        #expect(try after.look() == [])
        try after.expectNormal("after")
    }

    @Test func `an older dump in a new database is everything once`() throws {
        let server = try Model.server.get()
        let before = try Stage(in: server)
        let dump = try server.dump(before.conninfo)
        try before.expectNormal("never dumped")
        let restored = try server.makeDatabase(named: "restored")
        try server.runFile(dump, in: restored)
        let after = try Stage(restored)
        let found = try after.look()
        #expect(found.contains("everything"))
        // The rows have new versions: pages of routes without fields are named, too, those with fields are unchanged.
        #expect(found == ["/posts/one", "/posts/three", "/posts/two", "everything"])
        #expect(try after.look() == [])
        try after.expectNormal("after")
    }

    @Test func `an older dump restored into the same database is everything once`() throws {
        let server = try Model.server.get()
        let stage = try Stage(in: server)
        let dump = try server.dump(stage.conninfo)
        try stage.expectNormal("never dumped")
        try stage.sql("DROP SCHEMA freshen CASCADE; DROP TABLE posts")
        try server.runFile(dump, in: stage.conninfo)
        #expect(try stage.look().contains("everything"))
        #expect(try stage.look() == [])
        try stage.expectNormal("after")
    }

    // MARK: Transaction ids

    @Test func `jumps of the transaction id up to and over 2^32 lose nothing`() throws {
        let server = try PostgresServer.start(settings: ["autovacuum=off"])
        let stage = try Stage(in: server)
        let jumps = [1_500_000_000, 2_900_000_000, 4_294_966_900]
        for (number, id) in jumps.enumerated() {
            // Written before the jump and compared after it: its age cannot be compared by then.
            try stage.sql("UPDATE posts SET title = 'before \(number)' WHERE id = 2")
            try jump(server, to: id)
            try stage.connectAgain()
            #expect(try stage.look() == ["/cards/2", "/posts/two"])
            #expect(try stage.look() == [])
            try stage.expectNormal("after \(number)")
            try freeze(server)
            #expect(try stage.look() == [])
        }
        // Past 2^32, a few ids at a time, with looks and writes in between.
        for step in 1...8 {
            for _ in 1...70 { _ = try stage.cms.query("SELECT pg_current_xact_id()") }
            try stage.expectNormal("step \(step)")
            try stage.sql("DELETE FROM posts WHERE id = 3")
            #expect(try stage.look() == ["/cards/3", "/posts/three"])
            try stage.sql("INSERT INTO posts (id, title, slug) VALUES (3, 'Three', 'three')")
            #expect(try stage.look() == ["/cards/3", "/posts/three"])
        }
        let epoch = try stage.cms.query("SELECT pg_current_xact_id()::text::bigint >> 32").first?[0]
        #expect(epoch == "1", "the ids did not wrap round")
    }

    /// The age of rows written before the jumps becomes negative, because `age(xid)` is a signed number of 32 bits.
    @Test func `a look after more than 2^31 transactions compares every version`() throws {
        let server = try PostgresServer.start(settings: ["autovacuum=off"])
        let stage = try Stage(in: server)
        try stage.sql("UPDATE posts SET title = 'before' WHERE id = 2")
        for id in [1_500_000_000, 2_900_000_000] { try jump(server, to: id) }
        try stage.connectAgain()
        try stage.sql("UPDATE posts SET title = 'after' WHERE id = 3")
        #expect(try stage.look() == ["/cards/2", "/cards/3", "/posts/three", "/posts/two"])
        #expect(try stage.look() == [])
    }

    /// Prepares for `pg_resetwal -x`: every row is frozen, and the commit log has a page for the next id.
    private func jump(_ server: PostgresServer, to id: Int) throws {
        try freeze(server)
        try server.stop()
        let segment = String(id / 1_048_576, radix: 16, uppercase: true)
        let name = String(repeating: "0", count: 4 - segment.count) + segment
        let path = "\(server.socketFolder)/data/pg_xact/\(name)"
        let file = try #require(fopen(path, "w"))
        let zeros = [UInt8](repeating: 0, count: 262_144)
        #expect(fwrite(zeros, 1, zeros.count, file) == zeros.count)
        fclose(file)
        try #require(chmod(path, 0o666) == 0)
        try server.run("pg_resetwal", ["-x", String(id)])
        try server.startAgain()
    }

    private func freeze(_ server: PostgresServer) throws {
        let postgres = server.conninfo(database: "postgres")
        try server.runSQL("UPDATE pg_database SET datallowconn = true", in: postgres)
        for row in try open(postgres).query("SELECT datname FROM pg_database") {
            try open(server.conninfo(database: row[0] ?? "")).execute("VACUUM (FREEZE)")
        }
        try server.runSQL("CHECKPOINT", in: postgres)
    }

    @Test func `a transaction that stays open over many looks delays no other write and is not missed`() throws {
        let stage = try Stage(in: Model.server.get())
        let slow = try open(stage.conninfo)
        try slow.execute(
            "BEGIN; UPDATE posts SET title = 'slow' WHERE id = 3; SAVEPOINT s; DELETE FROM posts WHERE id = 2")
        for minute in 1...60 {
            stage.now = stage.now + .seconds(60)
            try stage.sql("UPDATE posts SET title = 'minute \(minute)' WHERE id = 1")
            #expect(try stage.look() == ["/cards/1", "/posts/one"])
            #expect(try stage.look() == [])
        }
        try slow.execute("COMMIT")
        #expect(try stage.look() == ["/cards/2", "/cards/3", "/posts/three", "/posts/two"])
        try stage.expectNormal("after")
    }

    @Test func `a prepared transaction is not missed, though the server was restarted in between`() throws {
        let server = try PostgresServer.start(settings: ["max_prepared_transactions=2"])
        let stage = try Stage(in: server)
        try stage.sql("BEGIN; UPDATE posts SET title = 'prepared' WHERE id = 3; PREPARE TRANSACTION 'p'")
        try stage.expectNormal("beside it")
        try server.stop("immediate")
        try server.startAgain()
        try stage.connectAgain()
        try stage.expectNormal("beside it, later")
        try stage.sql("COMMIT PREPARED 'p'")
        #expect(try stage.look() == ["/cards/3", "/posts/three"])
        #expect(try stage.look() == [])
    }

    // MARK: Tables

    @Test func `the same rows after TRUNCATE are new versions, and no new values`() throws {
        let stage = try Stage(in: Model.server.get())
        try stage.sql(
            """
            CREATE TABLE saved AS SELECT * FROM posts; BEGIN; TRUNCATE posts; INSERT INTO posts SELECT * FROM saved; COMMIT
            """)
        #expect(try stage.look() == [])
        try stage.expectNormal("after")
    }

    @Test(arguments: [false, true])
    func `a table that is dropped and recreated loses nothing`(inMidRun: Bool) throws {
        let stage = try Stage(in: Model.server.get())
        let old = try stage.ledger()
        try stage.sql(
            """
            CREATE TABLE saved AS SELECT * FROM posts; DROP TABLE posts; CREATE TABLE posts (LIKE saved);
            ALTER TABLE posts ADD PRIMARY KEY (id);
            INSERT INTO posts SELECT id, CASE id WHEN 2 THEN 'Zwei' ELSE title END, slug FROM saved WHERE id <> 3
            """)
        stage.now = stage.now + .seconds(60)
        // The new table's dates are null, so nothing of it is visible until they are set again.
        try stage.sql("UPDATE posts SET published_at = '2025-01-01'")
        let found = try inMidRun ? stage.look(with: old) + stage.look() : stage.look()
        #expect(Set(found) == ["/cards/2", "/cards/3", "/posts/three", "/posts/two"])
        #expect(try stage.look() == [])
        try stage.expectNormal("after")
    }

    @Test func `a table swapped by rename during a run is found`() throws {
        let stage = try Stage(in: Model.server.get())
        try stage.sql(
            """
            CREATE TABLE other (LIKE posts INCLUDING ALL); INSERT INTO other SELECT * FROM posts;
            UPDATE other SET title = 'Zwei' WHERE id = 2
            """)
        #expect(try stage.look() == [])
        let old = try stage.ledger()
        try stage.sql("BEGIN; ALTER TABLE posts RENAME TO past; ALTER TABLE other RENAME TO posts; COMMIT")
        let found = try stage.look(with: old) + stage.look()
        #expect(found.contains("/cards/2"))
        #expect(try stage.look() == [])
    }

    // MARK: Time

    @Test func `one look finds all of a week of downtime`() throws {
        let stage = try Stage(in: Model.server.get())
        try stage.sql(
            """
            INSERT INTO posts SELECT n, 'post ' || n, 'p' || n, '\(stage.now)'::timestamptz + n * interval '1 hour',
              CASE n % 3 WHEN 0 THEN '\(stage.now)'::timestamptz + n * interval '1 hour' + interval '10 minutes' END
            FROM generate_series(10, 400) AS n
            """)
        #expect(try stage.look() == [])
        stage.now = stage.now + .seconds(7 * 86_400)
        let fallen = (10...168).flatMap { ["/cards/\($0)", "/posts/p\($0)"] }
        #expect(try Set(stage.look()) == Set(fallen))
        #expect(try stage.look() == [])
        try stage.expectNormal("after")
    }

    @Test func `a role's own settings send nothing`() throws {
        let stage = try Stage(in: Model.server.get())
        try stage.sql(
            "ALTER TABLE posts ADD seen timestamptz DEFAULT '2025-06-01T12:00Z', ADD price float8 DEFAULT 0.1")
        let database = databaseName(stage.conninfo)
        let yaml = Stage.yaml.replacing("[title]", with: "[title, seen, published_at, price]")
        let order = LookRequest(jobClock: stage.now, databaseClock: stage.now, margin: .zero)
        let first = try makeLedger(yaml, open(stage.conninfo))
        _ = try first.look(order)
        let head = try first.deliveryState().head
        for setting in [
            "TimeZone TO 'America/New_York'", "DateStyle TO 'SQL, DMY'", "extra_float_digits TO -3",
            "IntervalStyle TO 'sql_standard'", "bytea_output TO 'escape'",
        ] {
            try stage.sql("ALTER DATABASE \(database) SET \(setting)")
            let changed = try makeLedger(yaml, open(stage.conninfo))
            for kind in [.changes, .everyItem] as [LookRequest.Kind] {
                var order = order
                order.kind = kind
                _ = try changed.look(order)
                #expect(try changed.deliveryState().head == head, "\(setting)")
            }
        }
    }

    @Test func `a date that passed and was moved before the next look makes its pages stale`() throws {
        let stage = try Stage(in: Model.server.get())
        try stage.sql("UPDATE posts SET expires_at = '\(stage.now + .seconds(60))' WHERE id = 2")
        #expect(try stage.look() == ["/posts/two"])
        // The post expires, a 404 is cached, and an editor moves the date.
        stage.now = stage.now + .seconds(90)
        try stage.sql("UPDATE posts SET expires_at = '\(stage.now + .seconds(3600))' WHERE id = 2")
        #expect(try stage.look() == ["/cards/2", "/posts/two"])
        #expect(try stage.look() == [])
        // The same within the margin: the CMS's clock has passed the date, the instant looked at has not.
        try stage.sql("UPDATE posts SET expires_at = '\(stage.now + .seconds(60))' WHERE id = 2")
        #expect(try stage.look() == ["/posts/two"])
        stage.now = stage.now + .seconds(62)
        try stage.sql("UPDATE posts SET expires_at = '\(stage.now + .seconds(3600))' WHERE id = 2")
        #expect(try stage.look(margin: .seconds(5)) == ["/cards/2", "/posts/two"])
        #expect(try stage.look() == [])
    }
}
