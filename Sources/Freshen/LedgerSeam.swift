/// What one look at the CMS is asked for.
package struct LookOrder: Sendable {
    package enum Kind: Sendable, Equatable {
        /// What changed since the last look.
        case changes
        /// The same, and every item compared by value, whatever the versions say.
        case everyItem
        /// The same, and once more what the log and the dates of a window hold.
        case window(since: Instant, until: Instant?)
        /// No look: what someone asked for is appended, the CMS is not read and the checkpoint stays where it is.
        case request([Stale])
    }

    package var kind: Kind
    /// Writes nothing: the transaction is READ ONLY.
    package var isDryRun: Bool
    /// Look as of this instant instead of now (dry runs only).
    package var at: Instant?
    /// The job's own clock; the database's counts where it is earlier.
    package var jobClock: Instant
    /// Stands for the database's clock in tests; nil: its own.
    package var databaseClock: Instant?
    package var margin: Duration
    package var flood: Int
    /// Whether to wait for another freshen that looks at this moment (30 s), or to say that it is busy.
    package var waits: Bool

    package init(
        kind: Kind = .changes, isDryRun: Bool = false, at: Instant? = nil, jobClock: Instant,
        databaseClock: Instant? = nil, margin: Duration = .seconds(1), flood: Int = 5000, waits: Bool = false
    ) {
        self.kind = kind
        self.isDryRun = isDryRun
        self.at = at
        self.jobClock = jobClock
        self.databaseClock = databaseClock
        self.margin = margin
        self.flood = flood
        self.waits = waits
    }

    /// Whether the CMS is read.
    package var looks: Bool {
        if case .request = kind { false } else { true }
    }
}

/// What a look found.
package enum Look: Sendable {
    /// Another freshen is looking at this moment; its last look that ended is this long ago.
    case busy(checkpointAge: Duration?)
    case seen(Seen)
}

package struct Seen: Sendable {
    /// N, the instant that was looked at; nil: there was no look, only a request.
    package var at: Instant?
    /// How many items have something stale.
    package var changes = 0
    /// The very first look records and makes nothing stale.
    package var isFirst = false
    /// Why everything became stale; nil: it did not.
    package var everything: String?
    /// In a dry run: what the log would have gained.
    package var planned: [PlannedEntry] = []

    package init(at: Instant?) {
        self.at = at
    }
}

/// An entry of the log: what is stale, and what its path is rewritten to inside Next.js.
package struct LogEntry: Hashable, Sendable {
    package let stale: Stale
    package let next: String?

    package init(_ stale: Stale, next: String? = nil) {
        self.stale = stale
        self.next = next
    }

    /// What pods are told: they hear a rewrite by both names.
    package var forPods: [Stale] {
        [stale] + (next.map { [.path($0)] } ?? [])
    }
}

/// What a dry run would add to the log, and why.
package struct PlannedEntry: Sendable {
    package let entry: LogEntry
    package let collection: String
    package let item: String
    package let reason: String

    package init(_ entry: LogEntry, collection: String, item: String, reason: String) {
        self.entry = entry
        self.collection = collection
        self.item = item
        self.reason = reason
    }
}

/// One that is told: a process of a web application, or a distribution.
package struct Target: Sendable, Hashable {
    package enum Kind: String, Sendable { case pod, distribution }

    package let kind: Kind
    /// The web entry of a pod; empty for a distribution.
    package let web: String
    /// A pod's base URL, or a distribution's id.
    package let name: String

    package init(kind: Kind, web: String = "", name: String) {
        self.kind = kind
        self.web = web
        self.name = name
    }
}

/// How far the log has grown, and how far each target has got in it.
package struct Standing: Sendable, Equatable {
    /// The log's newest id.
    package var head: Int
    /// Whether there was ever a look.
    package var hasLooked: Bool
    /// The database's clock.
    package var now: Instant
    package var states: [Target: TargetState]

    package init(head: Int, hasLooked: Bool, now: Instant, states: [Target: TargetState]) {
        self.head = head
        self.hasLooked = hasLooked
        self.now = now
        self.states = states
    }

    /// The offset of each target; nil: it has never been told anything.
    package var offsets: [Target: Int?] { states.mapValues(\.offset) }

    /// The offset of one target; nil: it is not known, or was never told anything.
    package func offset(of target: Target) -> Int? {
        states[target]?.offset
    }
}

/// Who reads the log: some entries are for distributions alone.
package enum Audience: Sendable, Hashable {
    case pods
    case distributions
}

/// What a target is owed: the log's entries after its offset, up to one that all of the run's targets share.
package struct Owed: Sendable {
    package var entries: [LogEntry] = []
    /// Whether nothing less than everything is owed: it was never told anything, or its offset was pruned.
    package var everything = false

    package init(entries: [LogEntry] = [], everything: Bool = false) {
        self.entries = entries
        self.everything = everything
    }

    package var isEmpty: Bool { entries.isEmpty && !everything }

    /// Whether the log itself says everything.
    package var saysEverything: Bool { everything || entries.contains { $0.stale == .everything } }
}

/// A request to CloudFront that is stored before it is made, so that it can be repeated word for word.
package struct Batch: Sendable, Hashable {
    package let id: Int
    package let distribution: String
    package let callerReference: String
    package let items: [String]
    /// The offset that the distribution has once the last batch of its kind is accepted.
    package let upTo: Int
    /// CloudFront's id for it, once accepted.
    package let invalidation: String?

    package init(
        id: Int, distribution: String, callerReference: String, items: [String], upTo: Int, invalidation: String? = nil
    ) {
        self.id = id
        self.distribution = distribution
        self.callerReference = callerReference
        self.items = items
        self.upTo = upTo
        self.invalidation = invalidation
    }
}

/// The ledger: compares states, and keeps who is owed what.
package protocol LedgerKeeping: InvalidationKeeping {
    /// One look at the CMS: compares, appends to the log, moves the checkpoint, all or nothing; or a request, appended.
    func look(_ order: LookOrder) throws(Failure) -> Look
    /// Makes targets known; those that are known by the very first look start at the log's head, later ones are owed
    /// everything, and distributions with them.
    func enlist(_ targets: [Target]) throws(Failure)
    /// How far the log has grown, and how far each target has got in it.
    func standing() throws(Failure) -> Standing
    /// What lies between an offset and `upTo`; more than `limit` entries are everything in their place.
    func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) throws(Failure) -> Owed
    /// Why the log holds what it holds after an offset, up to `upTo`; for dry runs.
    func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry]
    /// Moves the offsets of targets that were told what lies after `after` (nil: everything), forward only.
    ///
    /// One that has got less far than that by now stands for another process, which was not told what lies before.
    ///
    /// What distributions were told while one of them lacked it is appended for them again.
    func acknowledge(_ targets: [Target], after: Int?, upTo: Int) throws(Failure)
    /// Notes that distributions are about to be told what these pods lack.
    func lack(_ pods: [Target]) throws(Failure)
    /// Forgets pods that are gone; what distributions were told while one of them lacked it is appended for them again.
    func forget(_ pods: [Target]) throws(Failure)
    /// Notes what pods say of their processes, where nothing was known: what differs from it is another process, for `renew`.
    func note(_ said: [Target: Incarnation]) throws(Failure)
    /// Notes that behind this pod's identity stands a process that was never told anything.
    ///
    /// It is owed everything, and distributions with it; where its pages are `age` old at the most, what was captured
    /// since then. The process that was there before is gone, as if it were forgotten. `asked` is the database's clock before
    /// the pod was asked: its answer may have waited for those of others.
    func renew(_ pod: Target, _ said: Incarnation, asked: Instant, margin: Duration) throws(Failure)
    /// Notes what a pod refused, with its reasons, and that it got everything in its place.
    func quarantine(_ refused: [Refusal], of pod: Target) throws(Failure)
    /// Stores what a distribution will be asked for.
    func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure)
    /// Batches that were stored and not accepted yet, oldest first.
    func openBatches(of distribution: String) throws(Failure) -> [Batch]
    /// Notes CloudFront's id for a batch; the last open batch of a distribution moves its offset, in the same transaction.
    func accept(_ batch: Batch, invalidation: String) throws(Failure)
}
