internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// What the last look stored, compared with the database as it is now.
struct Checkpoint {
    /// The number of the last look.
    let lookNumber: Int
    /// The instant of the last look; nil: there was none.
    let lookedAt: Instant?
    /// The oldest transaction id that the last look may not have seen.
    let horizon: String
    /// Rows of each table at the last look, by oid.
    let counts: [String: Int]
    /// The database's clock as this transaction began.
    let databaseClock: Instant
    /// Why the last look's state cannot be trusted; nil: it can.
    let discontinuity: EverythingReason?
    /// Whether there were so many transactions since the last look that the ages of rows cannot be compared.
    let isTooOld: Bool
    private let identity: DatabaseIdentity
    private let canReadWAL: Bool

    var isFirst: Bool { lookedAt == nil }

    /// Locks and reads the single row; the first statement, which ends with `lock`, takes this transaction's snapshot.
    init(_ session: Session, lock: SQL) throws {
        let rights = try session.rows(
            """
            SELECT \(SQL(trusted: DatabaseIdentity.rights)) FROM freshen.checkpoint \(lock)
            """
        ).first
        guard let rights else { throw Failure.missing(schema: session.schema) }
        canReadWAL = try rights.bool("wal")
        let rows = try session.rows(Self.statement(canReadCluster: try rights.bool("cluster"), canReadWAL: canReadWAL))
        guard let row = rows.first else { throw Failure.missing(schema: session.schema) }
        lookNumber = try row.int("run")
        lookedAt = try row.optionalInstant("looked_at")
        databaseClock = try row.instant("clock")
        horizon = try row.text("horizon")
        identity = DatabaseIdentity(row)
        if let before = row["database_identity"], !DatabaseIdentity(stored: before).agrees(with: identity) {
            discontinuity = .otherDatabase
        } else {
            discontinuity = try row.bool("went_back") ? .databaseWentBack : nil
        }
        isTooOld = try row.bool("is_too_old")
        counts = try row.json("counts", as: [String: Int].self)
    }

    private static func statement(canReadCluster: Bool, canReadWAL: Bool) -> SQL {
        let identity = SQL(trusted: DatabaseIdentity.columns(canReadCluster: canReadCluster, canReadWAL: canReadWAL))
        let isAhead: SQL = canReadWAL ? "c.lsn > pg_current_wal_lsn()" : "FALSE"
        return """
            SELECT c.run, \(.microseconds("c.looked_at")) AS looked_at, \(.microseconds("now()")) AS clock,
              coalesce(pg_snapshot_xmin(c.snapshot), pg_snapshot_xmin(pg_current_snapshot()))::xid AS horizon,
              c.database_identity, \(identity), d.oid AS database,
              c.tableoid AS checkpoint, c.xmin AS writer, coalesce(\(isAhead), FALSE)
                OR coalesce(pg_snapshot_xmax(c.snapshot) > pg_snapshot_xmax(pg_current_snapshot()), FALSE) AS went_back,
              pg_snapshot_xmax(pg_current_snapshot())::text::numeric
                - coalesce(pg_snapshot_xmin(c.snapshot), pg_snapshot_xmin(pg_current_snapshot()))::text::numeric
                > 1073741824::numeric AS is_too_old,
              c.counts
            FROM freshen.checkpoint AS c, pg_database AS d WHERE d.datname = current_database()
            """
    }

    /// Stores this look's state; a look that finds nothing writes nothing else.
    func store(_ instant: Instant, counts: [String: Int], _ session: Session) throws {
        let pairs = counts.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        let lsn: SQL = canReadWAL ? "pg_current_wal_lsn()" : "NULL"
        try session.run(
            """
            UPDATE freshen.checkpoint SET run = run + 1, looked_at = \(bind: instant.description)::timestamptz,
              snapshot = pg_current_snapshot(), captured_at = clock_timestamp(),
              database_identity = \(bind: identity.storedWithoutWriter)::text || ' ' || pg_current_xact_id()::xid::text,
              lsn = \(lsn), counts = \(bind: "{" + pairs.joined(separator: ", ") + "}")::jsonb
            """)
    }
}

extension Checkpoint {
    /// Takes the run lock, which every writer of the log holds until it commits, and reads the checkpoint.
    ///
    /// A dry run takes no lock. Where another transaction holds it, throws `Busy`, or an obstacle if the request waits.
    static func locked(_ session: Session, _ request: LookRequest) throws -> Checkpoint {
        guard !request.isDryRun else {
            // A READ ONLY transaction, so that the server refuses every write.
            guard try session.rows("SHOW transaction_read_only").first?.text("transaction_read_only") == "on" else {
                throw Failure(.bug, "a dry run's transaction is not READ ONLY")
            }
            return try Checkpoint(session, lock: "")
        }
        do {
            return try Checkpoint(session, lock: "FOR UPDATE NOWAIT")
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            throw request.waitsForLock ? LookObstacle.runLock(error) as any Error : Busy()
        }
    }
}

/// Another freshen holds the run lock.
struct Busy: Error {}
