internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// The basis on which one look compares every collection: its instant, the checkpoint, and its counts of rows.
struct CaptureContext {
    let request: LookRequest
    let checkpoint: Checkpoint
    /// The earlier of the database's and the job's clock; a dry run may name its own instant.
    let clock: Instant
    /// The instant that is looked at: the clock less the margin.
    let lookedAt: Instant
    /// The counts of each watched table, by oid.
    let counts: [String: TableCount]
    /// The numbers of the collections with an item that is due.
    let due: Set<Int>

    init(_ request: LookRequest, _ checkpoint: Checkpoint, _ sources: [ItemSource], _ session: Session) throws {
        self.request = request
        self.checkpoint = checkpoint
        clock = request.at ?? min(request.databaseClock ?? checkpoint.databaseClock, request.jobClock)
        lookedAt = request.at ?? clock - request.margin
        let values = Self.values(lookedAt, checkpoint)
        (counts, due) = try Self.count(sources, session, SQL.Context(values: values))
    }

    /// The values that a statement binds for a comparison with the last look.
    func values(routes: [Int], isRestricted: Bool) -> SQL.Context {
        SQL.Context(values: Self.values(lookedAt, checkpoint), routes: routes, isRestricted: isRestricted)
    }

    /// The values that a statement binds to find dates from `since` to before `until`.
    func values(since: Instant, until: Instant, routes: [Int]) -> SQL.Context {
        var values = Self.values(lookedAt, checkpoint)
        // A date exactly at `since` belongs to the window, so its start is one microsecond earlier.
        values[.windowStart] = (since - .microseconds(1)).description
        values[.windowEnd] = max(since, until - .microseconds(1)).description
        return SQL.Context(values: values, routes: routes, isRestricted: false)
    }

    private static func values(_ lookedAt: Instant, _ checkpoint: Checkpoint) -> [SQL.Parameter: String] {
        let first = min(checkpoint.lookedAt.map { $0 + .microseconds(1) } ?? lookedAt, lookedAt)
        return [
            .lookedAt: lookedAt.description, .windowStart: first.description, .windowEnd: lookedAt.description,
            .horizon: checkpoint.horizon,
        ]
    }

    /// Counts each watched table's rows and finds its young ones, in one scan a table; and finds the due collections.
    private static func count(
        _ sources: [ItemSource], _ session: Session, _ values: SQL.Context
    ) throws -> (counts: [String: TableCount], due: Set<Int>) {
        let tables = Dictionary(sources.flatMap(\.tables).map { ($0.oid, $0.name) }) { first, _ in first }
        let scans = tables.sorted { $0.key < $1.key }.map { oid, name -> SQL in
            let young: SQL = "FILTER (WHERE \(.isYoung("t")))::text"
            return """
                SELECT \(SQL(trusted: oid))::oid AS oid, count(*) AS rows, min(t.ctid) \(young) AS first,
                  max(t.ctid) \(young) AS last, NULL::integer AS due FROM \(name) AS t
                """
        }
        let due: SQL = """
            SELECT DISTINCT NULL::oid AS oid, NULL::bigint AS rows, NULL AS first, NULL AS last, collection AS due
            FROM freshen.item WHERE next_due <= \(.parameter(.lookedAt))
            """
        var found: (counts: [String: TableCount], due: Set<Int>) = ([:], [])
        for row in try session.rows((scans + [due]).joined(" UNION ALL "), values) {
            if let oid = row["oid"] {
                let young = try row["first"].map { TableCount.Span(first: $0, last: try row.text("last")) }
                found.counts[oid] = TableCount(rows: try row.int("rows"), young: young)
            } else {
                found.due.insert(try row.int("due"))
            }
        }
        return found
    }
}

/// The counts of a watched table's rows at a look.
struct TableCount: Equatable {
    /// The places of the first and the last young row, as PostgreSQL writes a `tid`.
    struct Span: Equatable {
        let first: String
        let last: String
    }

    let rows: Int
    /// Where the young rows lie; nil: there are none.
    let young: Span?
}
