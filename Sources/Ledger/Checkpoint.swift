internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// What the last look left, and what the database says of itself now.
struct Checkpoint {
    let run: Int
    /// N of the last look; nil: there was none.
    let lookedAt: Instant?
    /// The transaction id from which a row is newer than the last look.
    let horizon: String
    /// Rows of each table at the last look, by oid.
    let counts: [String: Int]
    /// The database's clock as this transaction began.
    let databaseClock: Instant
    /// Why this is not the database that the last look saw; nil: it is.
    let identityChange: String?
    /// Whether so many transactions went by that ages cannot be compared.
    let isTooOld: Bool
    private let databaseIdentity: String

    var isFirst: Bool { lookedAt == nil }

    /// Reads the single row; the statement takes this transaction's snapshot.
    ///
    /// `lock` is `FOR UPDATE NOWAIT`, `FOR UPDATE`, or nothing in a dry run.
    init(_ session: Session, lock: String) throws {
        let readable = try session.connection.query(
            """
            SELECT has_function_privilege('pg_control_system()', 'EXECUTE'),
              has_function_privilege('pg_walfile_name(pg_lsn)', 'EXECUTE')
                AND has_function_privilege('pg_current_wal_lsn()', 'EXECUTE')
            FROM freshen.checkpoint \(lock)
            """
        ).first
        let system: SQL =
            readable?[0] == "t" ? "(SELECT system_identifier::text FROM pg_control_system())" : "''"
        let timeline: SQL =
            readable?[1] == "t" ? "left(pg_walfile_name(pg_current_wal_lsn()), 8)" : "''"
        let lsn: SQL = readable?[1] == "t" ? "c.lsn > pg_current_wal_lsn()" : "FALSE"
        let rows = try session.rows(
            """
            SELECT c.run, \(micros("c.looked_at")), \(micros("now()")),
              coalesce(pg_snapshot_xmin(c.snapshot), pg_snapshot_xmin(pg_current_snapshot()))::xid,
              c.database_identity, \(system) || ' ' || \(timeline) || ' ' || d.oid || ' ' || c.tableoid, c.xmin,
              coalesce(\(lsn), FALSE), coalesce(pg_snapshot_xmax(c.snapshot) > pg_snapshot_xmax(pg_current_snapshot()), FALSE),
              pg_snapshot_xmax(pg_current_snapshot())::text::numeric
                - coalesce(pg_snapshot_xmin(c.snapshot), pg_snapshot_xmin(pg_current_snapshot()))::text::numeric > 1073741824,
              (SELECT string_agg(key || '=' || value, ',') FROM jsonb_each_text(c.counts))
            FROM freshen.checkpoint AS c, pg_database AS d WHERE d.datname = current_database()
            """)
        guard let row = rows.first, let run = row.int(0), let clock = row.instant(2), let horizon = row[3] else {
            throw Failure.noSchema
        }
        self.run = run
        lookedAt = row.instant(1)
        databaseClock = clock
        self.horizon = horizon
        databaseIdentity = row[5] ?? ""
        identityChange = Self.identityChange(
            before: row[4], now: databaseIdentity + " " + (row[6] ?? ""), lsnWentBack: row[7] == "t", idsWentBack: row[8] == "t")
        isTooOld = row[9] == "t"
        counts = Dictionary(
            (row[10] ?? "").split(separator: ",").compactMap { entry -> (String, Int)? in
                let parts = entry.split(separator: "=")
                return parts.count == 2 ? (String(parts[0]), Int(parts[1]) ?? 0) : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Moves the checkpoint: the only thing that a look which finds nothing writes.
    ///
    /// It says which transaction wrote it. A row that any other one has written since was put back from a copy.
    func move(to at: Instant, counts: [String: Int], _ session: Session) throws {
        let json =
            "{" + counts.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
        let lsn =
            databaseIdentity.split(separator: " ", omittingEmptySubsequences: false)[1].isEmpty ? "NULL" : "pg_current_wal_lsn()"
        try session.run(
            """
            UPDATE freshen.checkpoint SET run = run + 1, looked_at = \(bind: at.description)::timestamptz,
              snapshot = pg_current_snapshot(), captured_at = clock_timestamp(),
              database_identity = \(bind: databaseIdentity + " ") || pg_current_xact_id()::xid,
              lsn = \(SQL(trusted: lsn)), counts = \(bind: json)::jsonb
            """)
    }

    private static func identityChange(before: String?, now: String, lsnWentBack: Bool, idsWentBack: Bool) -> String? {
        if let before, !isSame(before, now) {
            return "this is another database, timeline or ledger than the one last seen"
        }
        if lsnWentBack || idsWentBack { return "the database went back in time" }
        return nil
    }

    /// Whether two identities agree in every part that could be read both times.
    ///
    /// A right that was granted or revoked in between is no other database. The ledger's own table is a part: a dump that
    /// is put back makes it anew. So is the transaction that wrote the checkpoint: where only rows are put back, another one
    /// did.
    private static func isSame(_ before: String, _ now: String) -> Bool {
        let parts = [before, now].map { $0.split(separator: " ", omittingEmptySubsequences: false) }
        return zip(parts[0], parts[1]).allSatisfy { $0.isEmpty || $1.isEmpty || $0 == $1 }
    }
}
