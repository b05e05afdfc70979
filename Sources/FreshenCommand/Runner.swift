internal import Arguments
internal import CloudFront
internal import Freshen
internal import HTTPClient
internal import Ledger
internal import NextJS
internal import PostgresClient

/// What the commands that end in a report share, for one pass or many.
struct Runner {
    let wiring: Wiring
    let site: Site
    /// How `run` is repeated; nil: it is not.
    let passes: Passes?
    let http: HTTPClient
    let keeper: LedgerKeeper
    /// Kept with its credentials, which may have been asked for at another server.
    let cloudFront: CloudFrontClient

    /// One run, in which every failure leaves the next one nothing but the file.
    func pass() throws(Failure) -> Report {
        do {
            return try report()
        } catch {
            keeper.forget()
            throw error
        }
    }

    private func report() throws(Failure) -> Report {
        let request = try wiring.invocation.request(site, now: System.instant)
        let connection = try keeper.opened()
        do throws(Failure) {
            return try report(request, connection)
        } catch {
            _ = Report(failure: error).recorded(
                request, as: wiring.invocation.command, in: PostgresLedger(connection, sources: []))
            throw error
        }
    }

    private func report(_ request: LookRequest, _ connection: Connection) throws(Failure) -> Report {
        let sources = try keeper.sources(request.readsCMS ? site.collections : [], connection)
        let (progress, reach) = (wiring.progress.show, wiring.reach)
        // Where passes follow each other, the next one is the next try.
        let time = DeliveryTime(limit: passes?.every, progress: progress, pause: Interruption.pause)
        let ledger = PostgresLedger(connection, sources: sources, progress: progress, reach: reach)
        let run = Run(
            site: site, ledger: ledger, finder: wiring.finder(http),
            pods: Revalidation(http: http, time: time, pause: Interruption.pause, progress: progress, reach: reach),
            cdn: cloudFront, backoff: CDNBackoff(pause: Interruption.pause), time: time,
            outage: CMSHealth(url: site.health, http: http).outage, isInterrupted: { Interruption.hasCome },
            reach: reach)
        return try run(request).recorded(request, as: wiring.invocation.command, in: ledger)
    }
}
