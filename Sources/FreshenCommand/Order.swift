internal import Freshen

/// What the command line asks for, checked as far as it can be checked before anything is read.
struct Order {
    enum Task {
        case migrate(printsOnly: Bool)
        case status(maxAge: Duration)
        /// Look at the CMS or append entries, then deliver; with `passes` again and again.
        case deliver(LookRequest.Kind, passes: Passes?)
    }

    let command: Subcommand
    let task: Task
    let isDryRun: Bool
    /// The instant that a dry run looks at; nil: now.
    let at: Instant?
    let wantsJSON: Bool
    let configurationFile: String

    /// Whether nothing is written, so that the session can be READ ONLY.
    var onlyReads: Bool {
        if case .status = task { true } else { isDryRun }
    }

    var passes: Passes? {
        if case .deliver(_, let passes) = task { passes } else { nil }
    }

    /// The look for a site, as of now by this machine's clock.
    func lookRequest(_ kind: LookRequest.Kind, _ site: Site, now: Instant) -> LookRequest {
        LookRequest(
            kind: kind, isDryRun: isDryRun, at: at, jobClock: now, margin: at == nil ? site.margin : .zero,
            flood: site.flood, waitsForLock: command != .run)
    }
}
