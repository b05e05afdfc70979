internal import AWS
internal import Freshen
internal import Ledger
internal import LedgerSQL
internal import PostgresClient
internal import S3

/// The buckets of freshen.yaml as sources, which compare themselves with the ledger before each look.
final class BucketSources {
    private let rules: [BucketRule]
    private let schema: String
    private let context: AWSContext
    /// One for all buckets and runs: each search for credentials may ask STS.
    private let credentials: CredentialChain
    private let limit: Duration
    private let progress: (String) -> Void
    private var lastRead: ContinuousClock.Instant?
    /// When the lists before a look are given up; nil: they are not made now.
    private var end: ContinuousClock.Instant?

    init(_ site: Site, _ context: AWSContext, progress: @escaping (String) -> Void) {
        self.progress = progress
        (rules, schema) = (site.buckets, site.schema)
        self.context = context
        credentials = CredentialChain(context)
        limit = site.deadline * Self.shareOfTime
    }

    /// A source for each bucket, and why some buckets cannot be read.
    ///
    /// Such a bucket does not keep the changes of the CMS waiting: its items stay as they are until the next run.
    func read(_ request: LookRequest, _ connection: Connection) throws -> (sources: [ItemSource], failures: [Failure]) {
        let now = ContinuousClock.now
        guard !rules.isEmpty, isDue(request, now) else {
            return (rules.map(BucketSource.unread), [])
        }
        // Where a look lists a bucket again, because nearly everything differs, it has the time of the look.
        end = now + limit
        defer { end = nil }
        let time = WaitingTime(
            pause: { Interruption.pause($0) },
            isInterrupted: { [self] in Interruption.hasCome || end.map { .now > $0 } ?? false })
        var failures: [Failure] = []
        let sources = try rules.map { rule in
            do {
                // Where one bucket does not answer, the others are asked once: pages of the CMS wait for them.
                let bucket = try Bucket(
                    rule.bucket, context, credentials, time, attempts: failures.isEmpty ? 3 : 1)
                return try BucketSource(rule, bucket, progress: progress).compared(
                    with: LedgerVersions(connection, schema: schema), keepsAll: request.isDryRun)
            } catch let failure as Failure {
                failures.append(failure)
                return BucketSource.unread(rule)
            }
        }
        lastRead = failures.isEmpty ? now : nil
        return (sources, failures)
    }

    /// With `--every` a bucket is not listed in every run, because S3 charges for each thousand lists.
    private func isDue(_ request: LookRequest, _ now: ContinuousClock.Instant) -> Bool {
        request.kind == .everyItem || lastRead.map { now - $0 >= Self.interval } ?? true
    }

    /// How much of the deadline the lists may take.
    private static let shareOfTime = 0.4
    private static let interval = Duration.seconds(30)
}
