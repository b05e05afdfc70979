import Configuration
import Directus
import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// A CMS's database with a ledger in it, and a clock that only the test moves.
final class Stage {
    let conninfo: String
    /// The editors' session.
    let cms: Connection
    /// freshen's own session.
    let own: Connection
    /// What both clocks show, the job's and the database's.
    var now = instant("2026-01-01T00:00Z")
    /// freshen.yaml as it is now.
    var yaml: String

    init(_ yaml: String, database: String) throws {
        self.yaml = yaml
        conninfo = database
        cms = try open(database)
        own = try open(database)
    }

    /// A copy of the model's database with `rows`, looked at once.
    convenience init(_ yaml: String = site, rows: String = "", unseen: Bool = false) throws {
        try self.init(yaml, database: Model.database())
        if !rows.isEmpty { try sql(rows) }
        if !unseen { #expect(try look() == []) }
    }

    func sql(_ text: String) throws {
        try cms.execute(text)
    }

    func value(_ query: String) throws -> String? {
        try cms.query(query).first?[0]
    }

    /// A ledger made as every run makes it: from freshen.yaml and the database's catalog.
    func ledger(
        _ connection: Connection? = nil, progress: @escaping (String) -> Void = { _ in },
        failpoint: @escaping FailpointReached = { _ in }, observing: (() throws -> Connection)? = nil
    ) throws -> PostgresLedger {
        let connection = connection ?? own
        let site = try readFile()
        let compiled = {
            try SourceCache(readRule: readRule).sources(
                site.collections, reader: site.reader, languages: site.languages, connection)
        }
        return PostgresLedger(
            connection, sources: try compiled(), compiledAgain: compiled, observing: observing, progress: progress,
            failpoint: failpoint)
    }

    func order(
        _ kind: LookRequest.Kind = .changes, flood: Int = 5000, isDryRun: Bool = false, waitsForLock: Bool = false
    ) -> LookRequest {
        LookRequest(
            kind: kind, isDryRun: isDryRun, jobClock: now, databaseClock: now, margin: .zero, flood: flood,
            waitsForLock: waitsForLock)
    }

    /// Looks, and returns what the log gained, sorted.
    ///
    /// A dry run before it must plan the same.
    @discardableResult
    func look(
        _ kind: LookRequest.Kind = .changes, flood: Int = 5000, ledger: PostgresLedger? = nil,
        location: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let ledger = try ledger ?? self.ledger()
        let plan = try seen(ledger.look(order(kind, flood: flood, isDryRun: true)))
        let before = try ledger.deliveryState().head
        let run = try seen(ledger.look(order(kind, flood: flood)))
        try leaveOthersOut()
        let gained = try ledger.owed(.pods, after: before, upTo: ledger.deliveryState().head, limit: 5000)
        #expect(Set(plan.planned.map(\.entry)) == Set(gained.entries), "the dry run", sourceLocation: location)
        #expect(plan.changes == run.changes, "items of the dry run", sourceLocation: location)
        #expect(run.planned.isEmpty, sourceLocation: location)
        return gained.entries.map(\.stale).sorted().map(\.text)
    }

    /// Takes other databases' open transactions out of the snapshot that the last look left.
    ///
    /// They hold it back, so that more is compared. What other tests do at the same time must not decide how much is
    /// compared in this one.
    func leaveOthersOut() throws {
        try own.execute(
            """
            UPDATE freshen.checkpoint SET snapshot = format('%s:%s:', greatest(pg_snapshot_xmin(snapshot)::text::bigint, least(
              pg_snapshot_xmax(snapshot)::text::bigint,
              (SELECT min(backend_xid::text::bigint) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()),
              (SELECT min(transaction::text::bigint) FROM pg_prepared_xacts WHERE database = current_database()))),
              pg_snapshot_xmax(snapshot))::pg_snapshot, \(signature)
            """)
    }

    /// What a dry run plans, sorted.
    func planned(_ order: LookRequest) throws -> [String] {
        try Set(seen(ledger().look(order)).planned.map(\.entry.stale)).sorted().map(\.text)
    }

    /// A hash of each table's rows by place and writing transaction: every write changes it.
    func footprint(_ schemas: String) throws -> [String: String] {
        let tables = try cms.query(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN (\(schemas))"
        )
        let rows = tables.map { table in
            "SELECT '\(table[0] ?? "")', md5(string_agg(ctid || ':' || xmin, ' ' ORDER BY ctid)) FROM \(table[0] ?? "")"
        }
        return try cms.query(rows.joined(separator: " UNION ALL ")).reduce(into: [:]) { $0[$1[0] ?? ""] = $1[1] ?? "" }
    }

    /// The tables that `body` writes to.
    func written(in schemas: String = "'freshen', 'public'", by body: () throws -> Void) throws -> Set<String> {
        let before = try footprint(schemas)
        try body()
        let after = try footprint(schemas)
        return Set(after.keys.filter { before[$0] != after[$0] })
    }

    /// The collections of freshen.yaml.
    func rules() throws -> [CollectionRule] { try readFile().collections }

    private func readFile() throws -> Site {
        let secrets = Secrets(environment: ["REVALIDATE_TOKEN": Decoy.secret("pods")], file: { _ in nil })
        return try readSite(Array(yaml.utf8), file: "freshen.yaml", secrets: secrets)
    }
}

func seen(_ look: LookOutcome, location: SourceLocation = #_sourceLocation) throws -> LookResult {
    guard case .finished(let seen) = look else {
        throw Unexpected("the look was busy, at \(location)")
    }
    return seen
}

/// An assignment that every test adds to an UPDATE of the checkpoint: the row says which transaction wrote it.
let signature = "database_identity = regexp_replace(database_identity, '\\d+$', pg_current_xact_id()::xid::text)"

/// A state in which a test cannot continue.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func open(_ conninfo: String) throws -> Connection {
    try Connection.open(conninfo, applicationName: "tests", timeout: .seconds(20))
}

func instant(_ text: String) -> Instant {
    guard let instant = Instant(rfc3339: text) else { preconditionFailure("\(text) is no instant") }
    return instant
}
