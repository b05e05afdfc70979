/// What one run did, or a dry run would do.
///
/// It is made when all is done; nothing in a run depends on it.
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

        /// The name of the web entry.
        package let web: String
        /// The pod's name; its URL where the name is unknown.
        package let name: String
        /// The base URL.
        package let url: String
        /// What came of it.
        package var outcome: Outcome
        /// How many paths, patterns and tags it was sent.
        package let told: Int
        /// More about the outcome, for people; nil: nothing.
        package var detail: String?
        /// The exit code that this line alone gives the run.
        var exit = ExitCode.done

        init(_ request: PodRequest, outcome: Outcome) {
            (web, name, url) = (request.web.name, request.pod.label, request.pod.url)
            self.outcome = outcome
            told = request.stale.count
        }
    }

    /// Why one entry is stale.
    package struct Reason: Sendable {
        /// The path, pattern or `#tag`.
        package let path: String
        /// The collection of the item.
        package let collection: String
        /// The key of the item.
        package let item: String
        /// What happened to the item.
        package let reason: String
    }

    /// The instant that was looked at; nil where there was no look.
    package var lookedAt: Instant?
    /// The result in one word.
    package var outcome = Outcome.nothing
    /// Items with something stale.
    package var changes = 0
    /// Every path and pattern sent, tried or to be sent to pods, sorted.
    package var paths: [String] = []
    /// Every tag sent, tried or to be sent to pods, sorted.
    package var tags: [String] = []
    /// A line for each pod.
    package var pods: [Pod] = []
    /// The result of each distribution.
    package var cloudfront: [DistributionResult] = []
    /// Why everything became stale; nil: it did not.
    package var everything: String?
    /// In a dry run: why each path is stale.
    package var reasons: [Reason] = []
    /// Whether this was the very first look, which records all items and sends nothing.
    package var isFirst = false
    /// Why the run did not finish its work, in one line.
    package var error: String?
    /// The exit code of the run.
    package var exit = ExitCode.done

    package init() {}

    /// The report of a run that ended with a failure.
    package init(failure: Failure) {
        error = failure.message
        exit = failure.exit
        outcome = failure.exit == .refused ? .refused : .owed
    }
}

extension Report {
    /// US dollars for one path beyond the thousand that are free each month; a wildcard or a tag is one path.
    ///
    /// Source: CloudFront Developer Guide, "Pay for file invalidation".
    package static let pricePerItem = 0.005

    /// The most that the report's CloudFront items cost, in US dollars.
    package var price: Double {
        Double(cloudfront.map(\.items.count).reduce(0, +)) * Self.pricePerItem
    }
}
