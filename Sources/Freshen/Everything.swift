/// Why the ledger appends an entry that stands for every page.
///
/// All cases in which everything is sent:
/// * for one of these reasons, which the ledger finds (`CaptureLog`, `InvalidateRequest`, `PostgresLedger.appendAgain`);
/// * because of a route with `everything: true` whose item changed, which is an entry of the log like any other;
/// * because the log does not tell a target what it lacks: nothing was ever delivered to the target, entries after its
///   offset were pruned, or it is owed more than `flood` entries (`Owed`);
/// * in place of an entry that a pod refused, to that pod alone (`PodConversation` in NextJS).
package enum EverythingReason: Sendable, Hashable {
    /// The checkpoint was written in another database, on another timeline, or in a ledger that was restored.
    case otherDatabase
    /// The database has lost transactions that the last look saw.
    case databaseWentBack
    /// A look found more stale paths than `flood` allows.
    case flood(limit: Int)
    /// `catch-up` was given a window that begins before the oldest entry of the log.
    case windowBeforeLog
    /// `invalidate --everything`.
    case invalidateCommand
    /// CloudFront was invalidated while a pod was behind, and the log no longer tells by how much. For distributions alone.
    case podWasBehind

    /// The reason as reports and the log show it.
    package var text: String {
        switch self {
        case .otherDatabase: "this is another database, timeline or ledger than the one last seen"
        case .databaseWentBack: "the database went back in time"
        case .flood(let limit): "more than \(limit) stale paths (flood)"
        case .windowBeforeLog: "the window begins before the retained log"
        case .invalidateCommand: "asked for"
        case .podWasBehind: "sent again: a pod was behind when CloudFront was invalidated"
        }
    }
}
