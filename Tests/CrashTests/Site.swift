import FoundationEssentials
import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

/// A CMS database with its own ledger, and the program that runs on it.
final class Site {
    /// The status, the log and the report of a run that has ended.
    struct Ending {
        let status: Int32
        let outcome: String?
        /// The reason in the report for which everything is stale.
        let everything: String?
        let log: String
    }

    static let settle = Duration.milliseconds(50)
    /// The role of the program, which may read the CMS and write its own schema.
    static let role = "freshen_crash"

    let receivers: Receivers
    /// The editors' session.
    let cms: Connection
    /// What stands between the program and the database; nil: nothing.
    var pooler: PgBouncer?
    /// The program that was started last.
    private(set) weak var child: Child?
    /// The content of freshen.yaml.
    private(set) var file = SiteFile()
    private let database: String
    private let folder: Folder
    private let path: String
    /// When this site was created: earlier requests belong to other tests.
    private let began = monotonicNow()

    init(_ receivers: Receivers, database: String) throws {
        self.receivers = receivers
        self.database = database
        cms = try Connection.open(
            try PostgresServer.running().conninfo(database: database), applicationName: "tests", timeout: .seconds(20))
        folder = try Folder()
        path = try folder.write(file.yaml(receivers))
        try receivers.reset()
    }

    /// Changes freshen.yaml.
    func changeFile(_ change: (inout SiteFile) -> Void) throws {
        change(&file)
        _ = try folder.write(file.yaml(receivers))
    }

    /// The requests to CloudFront and the pods that freshen.yaml names.
    func received() throws -> Received { try receivers.received(since: began, pods: file.pods) }

    /// The connection string of an administrator.
    func conninfo() throws -> String { try PostgresServer.running().conninfo(database: database) }

    func value(_ query: String) throws -> String? { try cms.query(query).first?[0] }

    /// Changes the checkpoint and stores the identity of this database in it.
    func rewriteCheckpoint(_ change: String) throws {
        try cms.execute(
            """
            UPDATE freshen.checkpoint SET \(change), database_identity =
              regexp_replace(database_identity, '\\d+( \\d+ )\\d+$', d.oid || '\\1' || pg_current_xact_id()::xid)
            FROM pg_database AS d WHERE d.datname = current_database()
            """)
    }

    /// Starts the program, which is killed at `moment`.
    func start(
        _ command: [String] = ["run"], format: String = "json", killedAt moment: Failpoint? = nil,
        onTerminal: Bool = false
    ) throws -> Child {
        let direct = try PostgresServer.running().conninfo(database: database, user: Self.role)
        var environment = [
            "DATABASE_URL": pooler?.conninfo(direct) ?? direct,
            "REVALIDATE_TOKEN": Receivers.token, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": Receivers.secret,
            "AWS_ENDPOINT_URL_CLOUDFRONT": "http://127.0.0.1:\(receivers.cloudFront.port)",
        ]
        environment["FRESHEN_FAILPOINT"] = moment?.rawValue
        let options = command == ["migrate"] ? [] : ["--config", path, "--output", format]
        let child = try Child(command + options, environment: environment, onTerminal: onTerminal)
        self.child = child
        return child
    }

    func end(_ child: Child) throws -> Ending {
        let ending = try child.finish()
        let report = try? JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
        return Ending(status: ending.status, outcome: report?.outcome, everything: report?.everything, log: ending.log)
    }

    func run(_ command: [String] = ["run"], killedAt moment: Failpoint? = nil) throws -> Ending {
        try end(start(command, killedAt: moment))
    }

    /// Runs the program after a kill: the ledger is busy until the server notices the lost connection, for at most 3 s.
    func runAfterKill(_ command: [String] = ["run"]) throws -> Ending {
        let first = try run(command)
        guard first.outcome == "busy" else { return first }
        try wait(.seconds(3)) { try value(Self.sessions) == "0" }
        return try run(command)
    }

    private struct Report: Decodable {
        let outcome: String
        let everything: String?
    }

    private static let sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = '\(role)'"
}

/// Waits until the condition holds; throws if it takes longer than `limit`.
func wait(_ limit: Duration = .seconds(30), until condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + limit
    while try !condition() {
        try #require(ContinuousClock.now < end, "waited \(limit)")
        usleep(10_000)
    }
}

/// The monotonic clock, which the stand-ins use for the time of a request.
func monotonicNow() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
