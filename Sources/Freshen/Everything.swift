/// Why the ledger appends an entry that stands for everything.
///
/// Everything is sent in these cases:
/// * The ledger appends an entry for one of these reasons (`CaptureLog`, `InvalidateRequest`, `PostgresLedger.appendAgain`,
///   `PostgresLedger.store(_:ofAlias:)`).
/// * An item of a route with `everything: true` changed. Its entry is one like any other.
/// * A target cannot be sent what it is owed entry by entry (`Owed`): nothing was delivered to it yet, entries after its
///   offset were pruned, or it is owed more than `flood` entries.
/// * A pod refused an entry: that pod is sent everything in place of the entry (`PodConversation`).
/// * CloudFront is sent `/*` in place of an item that it refused, or of too many wildcards, where no smaller item covers them
///   (`BatchDelivery`, `fewerWildcards`).
package enum EverythingReason: Sendable, Hashable {
    /// The checkpoint was written in another database, on another timeline, or in a ledger that was restored.
    case otherDatabase
    /// The database lacks transactions that the last look included, for example after it was restored from a backup.
    case databaseWentBack
    /// Something that every page shows has changed, in every language.
    case everyLanguage
    /// A look found more stale paths than `flood` allows.
    case flood(limit: Int)
    /// `catch-up` was given a window that begins before the oldest entry of the log.
    case windowBeforeLog
    /// An alias stands for another distribution than before. The entry is for that distribution alone.
    case aliasMoved
    /// `invalidate --everything`.
    case invalidateCommand
    /// CloudFront was invalidated while a pod was behind. The entry is for distributions alone.
    case podWasBehind

    /// The reason as reports and the log show it.
    package var text: String {
        switch self {
        case .otherDatabase: "this is another database, timeline or ledger than the one last seen"
        case .databaseWentBack: "the database went back in time"
        case .everyLanguage: "something that every page shows changed in every language"
        case .flood(let limit): "more than \(limit) stale paths (flood)"
        case .windowBeforeLog: "the window begins before the retained log"
        case .aliasMoved: "the alias stands for another distribution than before"
        case .invalidateCommand: "named by freshen invalidate"
        case .podWasBehind: "sent again: a pod was new or behind when CloudFront was invalidated"
        }
    }
}
