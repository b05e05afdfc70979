internal import CloudFront
internal import Freshen
internal import HTTPClient
internal import Ledger
internal import LedgerSQL
internal import NextJS
internal import PostgresClient

/// Runs a command that delivers, once or repeatedly.
struct Runner {
    let wiring: Wiring
    let kind: LookRequest.Kind
    let site: Site
    let http: HTTPClient
    let database: Database
    /// Kept for all runs, because it holds credentials and the ids of aliases.
    let cloudFront: CloudFrontClient
    let buckets: BucketSources

    /// Makes one run; after a failure the next one opens a new connection.
    func run() throws(Failure) -> Report {
        do {
            let limit = wiring.request.timeLimit(site)
            http.timeLeft = { limit.left }
            return try runOnce(wiring.request.lookRequest(kind, site, now: System.instant, limit))
        } catch {
            database.disconnect()
            throw error
        }
    }

    /// The ledger's state after a run, where a target may be owed something; nil: none is.
    func stateOfOwed(_ report: Report) throws(Failure) -> LedgerStatus? {
        guard report.owesSomething else { return nil }
        do {
            let connection = try database.connection()
            connection.timeLeft = http.timeLeft
            return try PostgresLedger(connection, schema: site.schema, sources: []).status(runs: 0)
        } catch {
            database.disconnect()
            throw error
        }
    }

    private func runOnce(_ request: LookRequest) throws(Failure) -> Report {
        let connection = try database.connection(request.timeLimit)
        connection.timeLeft = { request.timeLimit.left }
        let command = wiring.request.command.rawValue
        try PostgresLedger(connection, schema: site.schema, sources: []).check(site)
        do throws(Failure) {
            let collections = request.readsCMS ? try database.sources(site) : []
            let (listed, unread) = try listedBuckets(request, connection)
            let ledger = PostgresLedger(
                connection, schema: site.schema, sources: collections + listed,
                compiledAgain: { try database.sources(site) + listed },
                observing: wiring.request.keepsLocks ? nil : { try wiring.connect(patience: .seconds(1)) },
                progress: wiring.progress.show, failpoint: wiring.reached)
            return try makeRun(ledger, request.timeLimit)(request).noting(unread)
                .storeLine(request, as: command, in: ledger)
        } catch {
            _ = Report(failure: error).storeLine(
                request, as: command, in: PostgresLedger(connection, schema: site.schema, sources: []))
            throw error
        }
    }

    /// The buckets that the look compares, and why one cannot be read.
    private func listedBuckets(
        _ request: LookRequest, _ connection: Connection
    ) throws(Failure) -> (sources: [ItemSource], failures: [Failure]) {
        guard request.readsCMS, !site.buckets.isEmpty else { return ([], []) }
        return try translating { try buckets.read(request, connection) }
    }

    private func checks(_ ledger: PostgresLedger, _ limit: TimeLimit) -> ReleaseChecks? {
        ReleaseChecks(
            site.buckets, ledger: ledger, edge: EdgeReader(http, isInterrupted: { Interruption.hasCome }), time: limit,
            isInterrupted: { Interruption.hasCome }, progress: wiring.progress.show)
    }

    private func makeRun(_ ledger: PostgresLedger, _ limit: TimeLimit) -> Run {
        let (progress, failpoint) = (wiring.progress.show, wiring.reached)
        let pause = { (duration: Duration) in Interruption.pause(limit.shortened(duration)) }
        // With --every, a retry must end within one interval; otherwise it is left to the next run.
        let time = DeliveryTime(limit: wiring.request.repetition?.every, run: limit, progress: progress, pause: pause)
        return Run(
            site: site, ledger: ledger, finder: wiring.finder(limit),
            pods: Revalidation(http: http, time: time, pause: pause, progress: progress, failpoint: failpoint),
            cdn: cloudFront, checks: checks(ledger, limit), waitBudget: CDNWaitBudget(run: limit, pause: pause),
            time: time,
            outage: CMSHealth(url: site.health, http: http).outage, isInterrupted: { Interruption.hasCome },
            failpoint: failpoint)
    }
}
