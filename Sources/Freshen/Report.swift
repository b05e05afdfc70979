/// What one run did, or a dry run would do.
package struct Report: Sendable {
    package enum Outcome: String, Sendable {
        case nothing, done, owed, refused, busy, planned
    }

    package struct Pod: Sendable {
        package let web: String
        /// The pod's name, or its URL where nobody knows it.
        package let name: String
        package let url: String
        /// `done`, `owed`, `planned`, `nothing`, or the name of the failure.
        package var outcome: String
        /// How many paths, patterns and tags it was told.
        package var told: Int
        package var detail: String?
        /// What it makes of the run.
        var exit = ExitCode.done
    }

    package struct Edge: Sendable {
        package let distribution: String
        /// `accepted`, `deferred` (CloudFront said: not now), `owed`, `planned`, `confirmed` (nothing was to be sent, and
        /// something sent before is done) or `nothing`.
        package var outcome: String
        package var items: [String] = []
        /// CloudFront's ids of what it accepted.
        package var invalidations: [String] = []
        /// CloudFront's ids of what earlier runs asked for and every edge has done by now.
        package var confirmed: [String] = []
        /// Items that CloudFront refused and for which a wildcard was sent.
        package var quarantined: [String] = []
        package var detail: String?
        /// What it makes of the run.
        var exit = ExitCode.done
    }

    package struct Reason: Sendable {
        package let path: String
        package let collection: String
        package let item: String
        package let reason: String
    }

    /// N, the instant that was looked at; nil where there was no look.
    package var at: Instant?
    package var outcome = Outcome.nothing
    /// Items with something stale.
    package var changes = 0
    /// Every path and pattern sent, tried or to be sent to pods, sorted.
    package var paths: [String] = []
    package var tags: [String] = []
    package var pods: [Pod] = []
    package var cloudfront: [Edge] = []
    /// Why everything became stale; nil: it did not.
    package var everything: String?
    /// In a dry run: why each path is stale.
    package var reasons: [Reason] = []
    /// The very first look: recorded, nothing sent.
    package var isFirst = false
    /// What kept the run from its end, in one line.
    package var error: String?
    package var exit = ExitCode.done

    package init() {}

    /// A run that could not look, or not to the end.
    package init(failure: Failure) {
        error = failure.message
        exit = failure.exit
        outcome = failure.exit == .refused ? .refused : .owed
    }

    mutating func add(_ stale: some Sequence<Stale>) {
        var paths = Set(paths)
        var tags = Set(tags)
        for one in stale {
            switch one {
            case .path(let path), .pattern(let path, _): paths.insert(path)
            case .tag(let tag): tags.insert(tag)
            case .everything: break
            }
        }
        self.paths = paths.sorted()
        self.tags = tags.sorted()
    }

    /// Names the outcome once everything has been tried.
    mutating func conclude(isDryRun: Bool) {
        exit = (pods.map(\.exit) + cloudfront.map(\.exit)).reduce(exit) { $0.or($1) }
        let wasSent = !paths.isEmpty || !tags.isEmpty || cloudfront.contains { !$0.items.isEmpty }
        switch exit {
        case .done: outcome = !wasSent ? .nothing : isDryRun ? .planned : .done
        case .refused: outcome = .refused
        default: outcome = .owed
        }
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
