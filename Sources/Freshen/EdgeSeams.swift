/// Why a CDN did not take a batch.
package struct EdgeFailure: Error, Sendable {
    /// What can be done about it.
    package enum Kind: Sendable, Hashable {
        /// It is not the time: the same may be taken later.
        case notNow
        /// Too much is in progress already: the same is taken when some of it has ended, less of it now.
        case full
        /// Some of the items will never be taken.
        case badItems
        /// The reference was used for other items.
        case badReference
        /// Nothing here.
        case other
    }

    package let exit: ExitCode
    package let kind: Kind
    package let message: String

    package init(_ exit: ExitCode, _ message: String) {
        self.init(exit, .other, message)
    }

    package init(_ exit: ExitCode, _ kind: Kind, _ message: String) {
        self.exit = exit
        self.kind = kind
        self.message = message
    }

    /// Whether it is a matter of time alone.
    var isDeferred: Bool { kind == .notNow || kind == .full }
}

/// How far a CDN has got with what it accepted.
package enum EdgeProgress: Sendable {
    case inProgress
    /// Every edge has forgotten the items.
    case completed
    /// The CDN does not know it any more: it is long over, or somebody deleted the distribution.
    case unknown
}

/// Tells a CDN.
package protocol EdgeTelling {
    /// What a distribution is asked for: items in batches that one request can hold.
    ///
    /// Throws where that depends on the CDN's own settings, and they cannot be had.
    func batches(for stale: [Stale], _ distribution: DistributionRule) throws(EdgeFailure) -> [[String]]
    /// Asks for one batch; returns the id under which the CDN accepted it.
    func send(_ batch: Batch) throws(EdgeFailure) -> String
    /// How far it has got with a batch that it accepted.
    func progress(of batch: Batch) throws(EdgeFailure) -> EdgeProgress

    /// What it works on at a time for one distribution, at the most.
    var capacity: EdgeLoad { get }
    /// How much work some items are.
    func load(of items: [String]) -> EdgeLoad
    /// Items that match all that `items` match, with at most so many wildcards (one at least).
    func fewerWildcards(_ items: [String], atMost limit: Int) -> [String]
    /// An item that matches all that one matches which was refused; nil where nothing does.
    func widened(_ item: String) -> String?
}

/// What the ledger keeps of batches beside their order.
package protocol InvalidationKeeping {
    /// Batches that were accepted and not confirmed yet, oldest first.
    func unconfirmed(of distribution: String) throws(Failure) -> [Batch]
    /// Notes that every edge has forgotten what a batch holds.
    func confirm(_ batch: Batch) throws(Failure)
    /// Drops a batch that nobody can be asked about any more.
    func forget(_ batch: Batch) throws(Failure)
    /// Puts other batches in the place of an open one, and notes what was refused of it, all or nothing.
    ///
    /// Where the batch is not open any more, another run was faster, and nothing changes.
    func replace(_ batch: Batch, with batches: [[String]], quarantining item: RefusedItem?) throws(Failure)
}
