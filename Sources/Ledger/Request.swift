internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// What someone asked for by name, appended under the lock that a look holds; it is no look, and the checkpoint stays.
struct Request {
    let session: Session
    let request: LookRequest
    let stale: [Stale]

    func run() throws -> LookResult {
        let checkpoint = try Checkpoint.locked(session, request)
        var seen = LookResult(lookedAt: nil)
        if stale.contains(.everything) { seen.everything = Self.reason }
        if request.isDryRun {
            seen.planned = try session.rows(entries).compactMap(LogEntry.init).map {
                PlannedEntry($0, collection: "", item: "", reason: Self.reason)
            }
        } else {
            // Under the number of the last look, not of the next one: a flood takes back what its own look has logged.
            try session.run(
                """
                INSERT INTO freshen.change (run, kind, path, next, reason)
                SELECT \(number: checkpoint.run), kind, path, next, \(bind: Self.reason) FROM (\(entries)) AS asked
                """)
        }
        return seen
    }

    /// Kind, path and next of each; a page that the ledger knows to be rewritten has its other name, which pods hear.
    private var entries: SQL {
        let stale = Set(stale).sorted()
        let paths: SQL = "\(bind: stale.map(\.name))::text[]"
        return """
            SELECT asked.kind, nullif(asked.path, '') AS path, known.next
            FROM unnest(\(bind: stale.map(\.kind))::text[], \(paths)) AS asked(kind, path)
            LEFT JOIN (SELECT DISTINCT page.path, page.next FROM freshen.item, unnest(pages) AS page
              WHERE page.next <> '' AND page.path = ANY (\(paths))) AS known
              ON known.path = asked.path AND asked.kind = 'path'
            """
    }

    private static let reason = "asked for"
}

extension Stale {
    /// The path, pattern or tag as the log holds it; empty for everything.
    fileprivate var name: String {
        switch self {
        case .path(let name), .pattern(let name, _), .tag(let name): name
        case .everything: ""
        }
    }
}
