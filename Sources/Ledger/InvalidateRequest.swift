internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Appends what `freshen invalidate` names, under the run lock; reads no table of the CMS and leaves the checkpoint.
struct InvalidateRequest {
    let session: Session
    let request: LookRequest
    let stale: [Stale]

    func run() throws -> LookResult {
        let checkpoint = try Checkpoint.locked(session, request)
        var result = LookResult(lookedAt: nil)
        if stale.contains(.everything) { result.everything = Self.reason }
        if request.isDryRun {
            result.planned = try session.rows(entries).map {
                PlannedEntry(try LogEntry($0), collection: "", item: "", reason: Self.reason)
            }
        } else {
            // The entries get the last look's number; with the next look's number a flood in that look would delete them.
            try session.run(
                """
                INSERT INTO freshen.change (run, kind, path, next, reason)
                SELECT \(number: checkpoint.lookNumber), kind, path, next, \(bind: Self.reason) FROM (\(entries)) AS named
                """)
        }
        return result
    }

    /// Kind, path and next of each; `next` comes from the ledger's pages: the path to which Next.js rewrites this one.
    private var entries: SQL {
        let stale = Set(stale).sorted()
        let paths: SQL = "\(bind: stale.map(\.name))::text[]"
        return """
            SELECT named.kind, nullif(named.path, '') AS path, known.next
            FROM unnest(\(bind: stale.map(\.kind))::text[], \(paths)) AS named(kind, path)
            LEFT JOIN (SELECT DISTINCT page.path, page.next FROM freshen.item, unnest(pages) AS page
              WHERE page.next <> '' AND page.path = ANY (\(paths))) AS known
              ON known.path = named.path AND named.kind = 'path'
            """
    }

    private static let reason = EverythingReason.invalidateCommand.text
}
