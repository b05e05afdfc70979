import FoundationEssentials
import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

/// One CMS with its own ledger, and the program that watches it.
final class Site {
    /// How a run ended, and the outcome that its report names.
    struct Ending {
        let status: Int32
        let outcome: String?
        /// Why the report says that everything is stale.
        let everything: String?
        let log: String
    }

    static let settle = Duration.milliseconds(50)
    /// What the program logs in as: it may read the CMS and write its own schema.
    static let role = "freshen_crash"

    let audience: Audience
    /// The editors' session.
    let cms: Connection
    /// What the program's file says.
    private(set) var file = SiteFile()
    private let database: String
    private let folder: Folder
    private let path: String
    /// When this site came to be: what the audience heard before concerns others.
    private let began = monotonicNow()

    init(_ audience: Audience, database: String) throws {
        self.audience = audience
        self.database = database
        cms = try Connection.open(
            try PostgresServer.running().conninfo(database: database), applicationName: "tests", timeout: .seconds(20))
        folder = try Folder()
        path = try folder.write(file.yaml(audience))
        try audience.forgetFaults()
    }

    /// Lets the file say something else from now on.
    func write(_ change: (inout SiteFile) -> Void) throws {
        change(&file)
        _ = try folder.write(file.yaml(audience))
    }

    /// What those whom the file names have heard.
    func heard() throws -> Heard { try audience.heard(since: began, pods: file.pods) }

    /// How an administrator comes in.
    func conninfo() throws -> String { try PostgresServer.running().conninfo(database: database) }

    func value(_ query: String) throws -> String? { try cms.query(query).first?[0] }

    /// Changes the checkpoint as if the program had written that, in this database.
    func rewriteCheckpoint(_ change: String) throws {
        try cms.execute(
            """
            UPDATE freshen.checkpoint SET \(change), world =
              regexp_replace(world, '\\d+( \\d+ )\\d+$', d.oid || '\\1' || pg_current_xact_id()::xid)
            FROM pg_database AS d WHERE d.datname = current_database()
            """)
    }

    /// Starts the program; it dies at `moment`.
    func start(
        _ command: [String] = ["run"], format: String = "json", dyingAt moment: Failpoint? = nil,
        onTerminal: Bool = false
    ) throws -> Child {
        var environment = [
            "DATABASE_URL": try PostgresServer.running().conninfo(database: database, user: Self.role),
            "REVALIDATE_TOKEN": Audience.token, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": Audience.secret,
            "AWS_ENDPOINT_URL_CLOUDFRONT": "http://127.0.0.1:\(audience.cloudFront.port)",
        ]
        environment["FRESHEN_FAILPOINT"] = moment?.rawValue
        let options = command == ["migrate"] ? [] : ["--config", path, "--output", format]
        return try Child(command + options, environment: environment, onTerminal: onTerminal)
    }

    func end(_ child: Child) throws -> Ending {
        let ending = try child.finish()
        let report = try? JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
        return Ending(status: ending.status, outcome: report?.outcome, everything: report?.everything, log: ending.log)
    }

    func run(_ command: [String] = ["run"], dyingAt moment: Failpoint? = nil) throws -> Ending {
        try end(start(command, dyingAt: moment))
    }

    /// Runs after a kill: the server may need a moment to notice, no more than 3 s, and until then the ledger is busy.
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

/// Waits until something is so, and throws where it takes longer than `limit`.
func wait(_ limit: Duration = .seconds(10), until isSo: () throws -> Bool) throws {
    let end = ContinuousClock.now + limit
    while try !isSo() {
        try #require(ContinuousClock.now < end, "waited \(limit)")
        usleep(10_000)
    }
}

/// The clock with which the stand-ins note when they heard.
func monotonicNow() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The content of a file at `path` below the package's folder.
func contents(of path: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: packageFolder + path))
    return String(decoding: data, as: UTF8.self)
}

/// Ends in a slash.
let packageFolder = String(#filePath.dropLast("Tests/CrashTests/Site.swift".count))
