/// What one run did, or a dry run would do; for output alone, no decision of a run depends on it.
package struct Report: Sendable {
    /// The result of the run in one word.
    package enum Outcome: String, Sendable {
        case nothing, done, owed, refused, busy, planned
    }

    /// A line about one pod.
    package struct Pod: Sendable {
        /// The result of one pod.
        package enum Outcome: Sendable, Equatable {
            case nothing, done, planned
            case failed(PodFailure)

            /// `nothing`, `done`, `planned` or the name of the failure.
            package var text: String {
                switch self {
                case .nothing: "nothing"
                case .done: "done"
                case .planned: "planned"
                case .failed(let failure): failure.rawValue
                }
            }
        }

        /// The web entry's name, the pod's (its URL where that is unknown), and the base URL.
        package let web, name, url: String
        /// The pod as a target of the ledger.
        package let target: Target
        /// How the delivery to the pod ended.
        package var outcome: Outcome
        /// How many paths, patterns and tags it was sent.
        package let sentCount: Int
        /// More about the outcome, for people; nil: nothing.
        package var detail: String?
        /// The entries that no revalidation reaches on the pod's version of Next.js, as reports show them.
        package var unsupported: [String] = []
        /// How many entries it refused and was sent everything for.
        package var refusedCount = 0
        /// How far the pod's wall clock was set since its process began; nil: it does not say.
        package var clockStep: Duration?
        /// The exit code that this line alone gives the run.
        var exit = ExitCode.done
        /// Whether the pod is still owed something, so that the run fails.
        package var isOwed: Bool { exit != .done }
        /// Whether it failed and makes no run fail, because it is not ready or gone.
        package var isLeftBehind: Bool { if case .failed = outcome { exit == .done } else { false } }

        init(_ request: PodRequest, outcome: Outcome) {
            (web, name, url) = (request.web.name, request.pod.label, request.pod.url)
            target = request.pod.target
            self.outcome = outcome
            sentCount = request.stale.count
        }
    }

    /// The instant that was looked at; nil where there was no look.
    package var lookedAt: Instant?
    /// How far the job's clock is from the database's; nil where there was no look.
    package var clocks: ClockDifference?
    /// The result in one word.
    package var outcome = Outcome.nothing
    /// How many items made at least one page or tag stale.
    package var changes = 0
    /// Every path and pattern sent, tried or to be sent to pods, sorted.
    package var paths: [String] = []
    /// Every tag sent, tried or to be sent to pods, sorted.
    package var tags: [String] = []
    /// A line for each pod.
    package var pods: [Pod] = []
    /// The result of each distribution.
    package var cloudfront: [DistributionResult] = []
    /// The releases that were checked, or whose last check failed; nil: no bucket has a check.
    package var checks: [ReleaseResult]?
    /// Why everything became stale; nil: it did not.
    package var everything: String?
    /// The groups of objects whose upload may not have ended, so that they were kept back for a later run.
    package var waiting: [String] = []
    /// In a dry run: what is stale, and why.
    package var reasons: [PlannedEntry] = []
    /// In the very first look and in a dry run: the items of each collection and of its routes.
    package var collections: [CollectionSummary] = []
    /// Whether this was the very first look, which records all items and sends nothing.
    package var isFirst = false
    /// Why the run did not finish its work, in one line.
    package var error: String?
    /// The exit code of the run.
    package var exit = ExitCode.done

    /// The most that the CloudFront items cost, in US dollars.
    package var price: Double { ItemPrice.most(for: cloudfront.map(\.items.count).reduce(0, +)) }

    /// How many items all distributions were sent in this month, as far as known.
    package var itemsOfMonth: Int { cloudfront.compactMap(\.month?.total).reduce(0, +) }

    /// Whether a target may still be owed something.
    package var owesSomething: Bool { exit != .done || pods.contains(where: \.isLeftBehind) }

    package init() {}

    /// The report of a run that ended with a failure.
    package init(failure: Failure) {
        error = failure.message
        exit = failure.exit
        outcome = failure.exit == .refused ? .refused : .owed
    }
}
