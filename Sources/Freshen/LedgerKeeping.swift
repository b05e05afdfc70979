/// The ledger: compares the CMS with the last look, and keeps the log of what became stale, each target's offset and the
/// batches.
package protocol LedgerKeeping: BatchKeeping {
    /// One look at the CMS: compares, appends to the log and moves the checkpoint, all or nothing.
    func look(_ request: LookRequest) throws(Failure) -> LookOutcome
    /// Adds targets that are not known yet.
    ///
    /// Targets known at the very first look start at the log's head. Later ones are owed everything; a new pod makes
    /// everything owed to the distributions, too.
    func enlist(_ targets: [Target]) throws(Failure)
    /// How far the log has grown, and how far each target has got in it.
    func deliveryState() throws(Failure) -> DeliveryState
    /// What the log holds after an offset, up to and including `upTo`; more than `limit` entries become everything.
    func owed(_ audience: Audience, after offset: Int?, upTo: Int, limit: Int) throws(Failure) -> Owed
    /// The same entries, each with its reason; for dry runs.
    func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry]
    /// Moves the offsets of targets forward to `upTo`: they were sent the entries that follow `after`; nil: everything.
    ///
    /// A target whose offset is below `after` was renewed meanwhile and is left out: its new process lacks the entries
    /// in between. Entries that distributions were sent while one of these targets was behind are appended to the log
    /// again for distributions (`TargetState.resendFrom`).
    func acknowledge(_ targets: [Target], after: Int?, upTo: Int) throws(Failure)
    /// Notes that distributions are about to be sent entries that these pods lack (`TargetState.resendFrom`).
    func markForResend(_ pods: [Target]) throws(Failure)
    /// Deletes pods that no longer exist.
    ///
    /// Entries that distributions were sent while one of them was behind are appended for distributions again.
    func delete(_ pods: [Target]) throws(Failure)
    /// Deletes a distribution that left the configuration, with its batches.
    func deleteDistribution(_ id: String) throws(Failure)
    /// Stores what answers said about pods' processes, unless something is stored already.
    func recordIncarnations(_ incarnations: [Target: Incarnation]) throws(Failure)
    /// Notes that a new process answers under this pod's identity; the earlier one counts as deleted (`delete(_:)`).
    ///
    /// The new process, and distributions after it, are owed everything; if `Incarnation.age` is known, only what was
    /// captured since `asked - age - margin`. `asked` is the database's clock before the request to the pod.
    func renew(_ pod: Target, _ said: Incarnation, asked: Instant, margin: Duration) throws(Failure)
    /// Stores which entries a pod refused, with the reasons.
    func quarantine(_ refused: [Refusal<Stale>], of pod: Target) throws(Failure)
    /// Stores batches that a distribution will be sent.
    func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure)
}

/// Who reads the log: an entry can be for distributions alone, or for the web entries and distributions that it names.
package struct Audience: Sendable, Hashable {
    /// Pods or distributions.
    package let kind: Target.Kind
    /// The name of the pods' web entry, or the distribution's; nil: the targets of all names.
    package let name: String?

    private init(_ kind: Target.Kind, _ name: String? = nil) {
        self.kind = kind
        self.name = name
    }

    /// The pods of every web entry.
    package static let pods = Audience(.pod)
    /// Every distribution.
    package static let distributions = Audience(.distribution)
    /// The pods of one web entry.
    package static func pods(of web: String) -> Audience { Audience(.pod, web) }
    /// One distribution.
    package static func distribution(_ id: String) -> Audience { Audience(.distribution, id) }

    /// What a target reads.
    package init(_ target: Target) {
        self.init(target.kind, target.kind == .pod ? target.web : target.name)
    }
}
