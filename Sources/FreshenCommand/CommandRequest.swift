internal import Freshen

/// What the command line asks for, checked as far as it can be checked before anything is read.
struct CommandRequest {
    enum Task {
        case migrate(printsOnly: Bool)
        /// Answer a query, given as JSON, as the name of a file, or as `-` for standard input.
        case answer(query: String, reader: String?)
        case status(maxAge: Duration)
        /// Check everything that a run needs; `isOffline`: only the file, and with a dump of the schema the collections.
        case doctor(isOffline: Bool, schema: String?)
        /// Print a dump of the schema for `doctor`.
        case printSchema
        /// Send to one distribution, without ledger and freshen.yaml.
        case direct(DirectRequest)
        /// Look at the CMS or append entries, then deliver; with `repetition` again and again.
        case deliver(LookRequest.Kind, repetition: Repetition?)
    }

    let command: Subcommand
    let task: Task
    let isDryRun: Bool
    /// Whether a look keeps its locks although another session waits for one of them.
    let keepsLocks: Bool
    /// The instant that a dry run looks at, or as of which a query is answered; nil: now.
    let at: Instant?
    let wantsJSON: Bool
    let configurationFile: String

    /// Whether nothing is written.
    var onlyReads: Bool {
        switch task {
        case .status, .answer, .doctor, .printSchema: true
        case .migrate, .deliver, .direct: isDryRun
        }
    }

    /// Whether pods may be called, so that their tokens are needed.
    var callsPods: Bool {
        switch task {
        case .deliver: true
        case .doctor(let isOffline, _): !isOffline
        case .migrate, .status, .answer, .printSchema, .direct: false
        }
    }

    var repetition: Repetition? {
        if case .deliver(_, let repetition) = task { repetition } else { nil }
    }

    /// The time of one run; what is given by hand has no limit, dry runs included.
    func timeLimit(_ site: Site) -> TimeLimit { command == .run && !isDryRun ? TimeLimit(site.deadline) : .none }

    /// The look for a site, as of now by this machine's clock.
    func lookRequest(_ kind: LookRequest.Kind, _ site: Site, now: Instant, _ limit: TimeLimit) -> LookRequest {
        LookRequest(
            kind: kind, isDryRun: isDryRun, at: at, jobClock: now, margin: at == nil ? site.margin : .zero,
            flood: site.flood, waitsForLock: command != .run, timeLimit: limit)
    }
}
