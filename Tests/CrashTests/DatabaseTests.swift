import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    /// CloudFront would answer a repeated caller reference with the old, completed invalidation.
    @Test(arguments: [Failpoint.batchStored, .cloudFrontAnswered, nil])
    func `after a restore batch numbers repeat, caller references do not, and what is owed is sent`(
        moment: Failpoint?
    ) throws {
        let site = try fixture.site()
        // A batch that is open in the dump is repeated unchanged.
        if let moment { try #require(site.run(killedAt: moment).status == 128 + SIGKILL) }
        let (server, conninfo) = try (PostgresServer.running(), site.conninfo())
        let dump = try server.dump(conninfo, schema: "freshen")
        let next = try nextBatch(site)
        // The first batch after the dump has the number and the items of the first one after the restore.
        try #require(site.runAfterKill(["invalidate", "--everything"]).status == 0)
        try edit("article-09", of: site)
        try #require(site.run().outcome == "done")
        let before = try site.received()
        let moved = try nextBatch(site)
        try site.cms.execute("DROP SCHEMA freshen CASCADE")
        try server.runFile(dump, in: conninfo)
        #expect(try next < moved && nextBatch(site) == next)
        let restored = monotonicNow()
        try edit("article-10", of: site)
        let run = try site.run()
        #expect(run.status == 0 && run.outcome == "done", "\(run)")
        let after = try site.receivers.received(since: restored, pods: site.file.pods)
        #expect(
            after.items.allSatisfy { items in
                ["/articles/article-09", "/articles/article-10"].allSatisfy { page in
                    items.contains { $0.covers(page) }
                }
            })
        #expect(after.notSentAfterPods(settle: Site.settle) == [])
        #expect(try site.received().sentTooEarly(settle: Site.settle) == [])
        // Only the batch that was open in the dump repeats a caller reference, and with the same items.
        let again = after.batches.filter { batch in before.batches.contains { $0[0] == batch[0] } }
        #expect(again.isSubset(of: before.batches) && again.count == (moment == nil ? 0 : 1))
        #expect(after.batches.count == again.count + 1)
        try site.expectNothingOwed()
    }

    private func nextBatch(_ site: Site) throws -> Int {
        let next = try site.value("SELECT last_value + is_called::integer FROM freshen.batch_id_seq")
        return try #require(next.flatMap { Int($0) })
    }

    private func edit(_ slug: String, of site: Site) throws {
        try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = '\(slug)'")
    }

    /// As when the node is lost: the server receives nothing any more, not even a closed connection.
    @Test func `a run that hangs with the lock loses it and sends nothing when it continues`() throws {
        let site = try fixture.site()
        try site.rewriteCheckpoint("captured_at = captured_at - interval '6 min'")
        try site.cms.execute(
            """
            CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared(42); RETURN NULL; END $$;
            CREATE TRIGGER hold BEFORE INSERT ON freshen.change FOR EACH STATEMENT EXECUTE FUNCTION public.hold();
            SELECT pg_advisory_lock(42)
            """)
        let lost = try site.start()
        try wait { try site.value(Self.waiting) == "1" }
        try lost.send(SIGSTOP)
        try site.cms.execute("SELECT pg_advisory_unlock(42)")
        let other = try site.run()
        #expect(other.status == 75 && other.outcome == "busy", "\(other)")
        // idle_in_transaction_session_timeout ends the session 10 s after its last statement.
        try wait(.seconds(20)) { try site.value(Self.sessions) == "0" }
        let next = try site.run()
        #expect(next.status == 0 && next.outcome == "done", "\(next)")
        let received = try site.received().posts
        try lost.send(SIGCONT)
        let back = try site.end(lost)
        #expect(back.status == 75 && back.log.filter { $0 == "\n" }.count == 1, "\(back)")
        #expect(try site.received().posts == received)
        try site.expectAllDelivered()
    }

    private static let sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = '\(Site.role)'"
    private static let waiting = sessions + " AND wait_event_type = 'Lock'"
}
