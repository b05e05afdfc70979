import Freshen
import Glibc
import Ledger
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

/// Editors who write, one who invalidates by hand, a reader of the log, and looks, all at the same time.
///
/// **Truth.** While a look is inside its transaction, its snapshot is exported, and every page of the site is rendered in
/// that very snapshot, at the instant looked at, by SQL that is independent of freshen. **The cache** holds every page as it
/// was rendered when the log last named it; a page is rendered again only if the log named its path.
/// So after *every* look the cache must be the truth, page by page, whatever the editors did. Rendering in a snapshot
/// that is a moment later than the look's, as a site does, adds nothing but pages that were changed and changed back
/// between two looks, which the design excludes: a page whose truth differs from look to look is named.
///
/// The CMS's clock lags behind the database's by just the margin, the most that the design allows.
final class Race {
    /// What a race measured.
    struct Result {
        /// Pages that the cache held wrongly after the last look.
        var lost: Set<String> = []
        /// Pages that the cache held wrongly after some look, each time counted.
        var late = 0
        /// Paths that the log named, look by look.
        var sent = 0
        /// Pages whose truth differed from look to look.
        var changed = 0
        var committed = 0
        var looks = 0
        var killed = 0
        var took: Duration = .zero

        /// Paths sent for each page that truly changed.
        var noise: Double { Double(sent) / Double(max(changed, 1)) }
    }

    private static let lag = 3

    private let conninfo: String
    private let throughProxy: String
    private let proxy: Proxy?
    private let margin: Duration
    private let shared: Shared
    private let seed: UInt64
    private let log: LogConsumer
    private var random: SplitMix64
    private var cache: [String: String] = [:]
    private var before: [String: String] = [:]
    private var result = Result()

    init(seed: UInt64, looks: Int, mutant: Mutant? = nil) throws {
        self.seed = seed
        random = SplitMix64(seed: seed)
        shared = Shared(looks: looks)
        conninfo = try Model.database()
        margin = mutant == .noMargin ? .zero : .seconds(Self.lag)
        if let mutant, mutant != .noMargin {
            let proxy = try Proxy(toServerIn: Model.server.get().socketFolder, mutant.tampering)
            throughProxy = "host=\(proxy.folder) dbname=\(databaseName(conninfo)) user=postgres"
            self.proxy = proxy
        } else {
            (throughProxy, proxy) = (conninfo, nil)
        }
        log = try LogConsumer(conninfo)
    }

    /// Runs it to its end.
    func run() throws -> Result {
        let began = ContinuousClock.now
        try look(first: true)
        let editors = try (0..<Shared.editors).map { number in
            var editor = try Editor(number, seed: seed, conninfo: conninfo, shared)
            return BackgroundThread { try editor.write() }
        }
        let writers = editors + [try invalidator()]
        let looked = Swift.Result { for _ in 0..<shared.looks { try look() } }
        shared.end()
        for writer in writers { try writer.join() }
        try looked.get()
        // The last transactions have ended: after one more look nothing may be wrong.
        try look(undisturbed: true)
        result.committed = shared.committed
        result.took = ContinuousClock.now - began
        try proxy?.stop()
        return result
    }

    // MARK: Looks

    private func look(first: Bool = false, undisturbed: Bool = false) throws {
        // On an odd second, so that no date lies between the instant looked at and the clock that pages are rendered by.
        shared.advance(1 + random.below(9))
        let isKilled = !first && !undisturbed && random.chance(15)
        let clock = Model.start + .seconds(shared.clock)
        let order = LookRequest(
            jobClock: clock, databaseClock: clock, margin: margin, flood: 1_000_000, waitsForLock: true)
        var attempts = 0
        while try !succeeds(order, rendering: clock - .seconds(Self.lag), isKilled: isKilled && attempts == 0) {
            attempts += 1
            guard attempts < 20 else { throw Unexpected("twenty looks in a row were refused") }
        }
        if first { (cache, before) = (truth, truth) }
        try apply()
        shared.looked()
    }

    private var truth: [String: String] = [:]

    /// One look over a connection of its own, as a run has; false where the database asked to try again.
    private func succeeds(_ order: LookRequest, rendering now: Instant, isKilled: Bool) throws -> Bool {
        let connection = try open(throughProxy)
        let site = try open(conninfo)
        var rendered: Truth?
        var problem: (any Error)?
        let end: Failpoint = [.locked, .compared, .beforeCommit][random.below(3)]
        let ledger = try makeLedger(Model.yaml, connection) { [shared] failpoint in
            do {
                if failpoint == .compared { shared.compared() }
                if failpoint == .compared { rendered = try Self.render(connection, site, now) }
                if failpoint == end, isKilled { try Self.kill(connection, site) }
            } catch { problem = error }
        }
        do {
            _ = try seen(ledger.look(order))
        } catch let failure as Failure where failure.exit == .tryAgain {
            if isKilled { result.killed += 1 }
            return false
        }
        if let problem { throw problem }
        truth = try #require(rendered).pages
        return true
    }

    private static func render(_ connection: Connection, _ site: Connection, _ now: Instant) throws -> Truth {
        let snapshot = try connection.query("SELECT pg_export_snapshot()").first?[0] ?? ""
        try site.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '\(snapshot)'")
        let truth = try Truth(site, now: now)
        try site.execute("COMMIT")
        return truth
    }

    /// Ends the look's backend in its transaction, as a killed run does.
    private static func kill(_ connection: Connection, _ site: Connection) throws {
        let backend = try connection.query("SELECT pg_backend_pid()").first?[0]
        _ = try site.query("SELECT pg_terminate_backend($1::int)", [backend])
    }

    // MARK: The cache

    private func apply() throws {
        let told = try log.take()
        let everyPage = Truth.differences(truth, from: before)
        result.changed += everyPage.count
        result.sent += told.count
        result.looks += 1
        for path in told { cache[path] = truth[path] }
        result.lost = Truth.differences(truth, from: cache)
        result.late += result.lost.count
        before = truth
    }

    /// Another writer of the log: takes the lock, appends an entry, commits, and the log is read at once.
    private func invalidator() throws -> BackgroundThread {
        let connection = try open(conninfo)
        let (shared, log) = (shared, log)
        return BackgroundThread {
            while !shared.isOver {
                try connection.execute(
                    """
                    BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE;
                    INSERT INTO freshen.change (run, kind, path, reason) VALUES (0, 'path', '/by-hand', 'asked for'); COMMIT
                    """)
                try log.read()
                usleep(15_000)
            }
        }
    }
}

/// A target with an offset in the log, which never reads an entry twice.
final class LogConsumer: @unchecked Sendable {
    private let ledger: PostgresLedger
    private var offset = 0
    private var told: Set<String> = []
    private var mutex = pthread_mutex_t()

    init(_ conninfo: String) throws {
        ledger = PostgresLedger(try open(conninfo), sources: [])
        pthread_mutex_init(&mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(&mutex)
    }

    /// Reads what lies after the offset and moves it to the log's head.
    func read() throws {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        let head = try ledger.deliveryState().head
        let owed = try ledger.owed(.pods, after: offset, upTo: head, limit: 1_000_000)
        guard !owed.includesEverything else { throw Unexpected("everything was sent") }
        for case .path(let path) in owed.entries.map(\.stale) where path != "/by-hand" { told.insert(path) }
        offset = head
    }

    /// What was read since it was last asked, the newest entries with it.
    func take() throws -> Set<String> {
        try read()
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        defer { told = [] }
        return told
    }
}
