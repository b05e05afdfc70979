/// What a `DirectInvalidation` did, for output.
package struct DirectReport: Sendable {
    /// The result in one word.
    package enum Outcome: String, Sendable {
        /// A dry run: nothing was sent.
        case planned
        /// No file of the compared folder differs: nothing was sent.
        case nothing
        /// The CDN has accepted all items, and may not have completed them.
        case accepted
        /// The CDN has completed all invalidations.
        case completed
        /// Something is left, as `failure` says.
        case failed
    }

    /// The distribution's id; the alias where it was not looked up.
    package internal(set) var distribution: String
    /// The result; not `failed` where only the download is not fresh, see `failure`.
    package internal(set) var outcome = Outcome.planned
    /// The items that were accepted, tried or planned, each once.
    package internal(set) var items: [String] = []
    /// How the folder of the request differs from its bucket; nil: none was compared.
    package internal(set) var compared: FolderChanges?
    /// How many items the CDN has accepted, which it bills.
    package internal(set) var acceptedCount = 0
    /// The ids of the invalidations, those that were accepted earlier first.
    package internal(set) var invalidations: [String] = []
    /// Those that are completed.
    package internal(set) var completed: Set<String> = []
    /// What was downloaded to see whether it is fresh; the last one is, unless `failure` says otherwise.
    package internal(set) var downloads: [Download] = []
    /// More for people, such as an item that was refused.
    package internal(set) var remark: String?
    /// Why something is left; nil: nothing is.
    package internal(set) var failure: Failure?
    /// The command that does what is left.
    package internal(set) var command: String?

    init(_ distribution: String) {
        self.distribution = distribution
    }

    /// The most that it costs, in US dollars: the items that were accepted, or are planned.
    package var price: Double { ItemPrice.most(for: outcome == .planned ? items.count : acceptedCount) }

    /// Whether a failure is a warning.
    package internal(set) var isFailureTolerated = false

    /// The exit code of the command.
    package var exit: ExitCode { isFailureTolerated ? .done : failure?.exit ?? .done }
}
