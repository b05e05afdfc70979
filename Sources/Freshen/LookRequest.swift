/// The parameters of one look at the CMS.
package struct LookRequest: Sendable {
    /// What the look compares, and what else it appends.
    package enum Kind: Sendable, Equatable {
        /// What changed since the last look.
        case changes
        /// The same, and every item is compared by value, even if its version is the same.
        case everyItem
        /// The same; the entries of the window, and the pages of items with a date in it, are appended again.
        case window(since: Instant, until: Instant?)
        /// No look: these entries are appended to the log. The CMS is not read and the checkpoint stays where it is.
        case invalidate([Stale])
    }

    /// What the look compares.
    package var kind: Kind
    /// Writes nothing: the transaction is READ ONLY.
    package var isDryRun: Bool
    /// The instant to look at instead of now; in dry runs only.
    package var at: Instant?
    /// The job's clock; a look uses the earlier of it and the database's.
    package var jobClock: Instant
    /// Replaces the database's clock in tests; nil: its own.
    package var databaseClock: Instant?
    /// How much earlier than the clocks the instant looked at is.
    package var margin: Duration
    /// The most distinct stale paths of a look; more become everything.
    package var flood: Int
    /// Whether to wait up to 30 s for another freshen that holds the run lock; else the outcome is `.busy`.
    package var waitsForLock: Bool
    /// Whether a dry run names some paths of each route.
    package var hasExamples = false
    /// The time of the whole run, which the look cannot exceed.
    package var timeLimit: TimeLimit
    /// When `jobClock` was read, by a clock that is never set.
    private let readAt: ContinuousClock.Instant

    package init(
        kind: Kind = .changes, isDryRun: Bool = false, at: Instant? = nil, jobClock: Instant,
        databaseClock: Instant? = nil, margin: Duration = .seconds(1), flood: Int = 5000, waitsForLock: Bool = false,
        timeLimit: TimeLimit = .none, readAt: ContinuousClock.Instant = .now
    ) {
        self.kind = kind
        self.isDryRun = isDryRun
        self.at = at
        self.jobClock = jobClock
        self.databaseClock = databaseClock
        self.margin = margin
        self.flood = flood
        self.waitsForLock = waitsForLock
        self.timeLimit = timeLimit
        self.readAt = readAt
    }

    /// The job's clock as it is by now: listing the pods before the look takes time.
    package var advancedJobClock: Instant { jobClock + (ContinuousClock.now - readAt) }

    /// Whether the tables of the CMS are read.
    package var readsCMS: Bool {
        if case .invalidate = kind { false } else { true }
    }
}
