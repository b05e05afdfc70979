package import LedgerSQL
package import PostgresClient

/// The versions that the ledger holds, read outside of a look.
package struct LedgerVersions: StoredVersions {
    private let session: Session

    package init(_ connection: Connection, schema: String = LedgerName.schema) {
        session = Session(connection: connection, schema: schema)
    }

    package func signature(of source: String) throws -> Signature? {
        try session.rows("SELECT signature FROM freshen.collection WHERE name = \(bind: source)").first.map {
            Signature(text: try $0.text("signature"))
        }
    }

    package func versions(of source: String, after key: String?) throws -> [(key: String, version: String)] {
        try session.rows(
            """
            SELECT i.key, i.version FROM freshen.item AS i
            WHERE i.collection = (SELECT id FROM freshen.collection WHERE name = \(bind: source))
              AND i.key > \(bind: key ?? "")::text COLLATE "C" ORDER BY i.key LIMIT \(number: Self.page)
            """
        ).map { (try $0.text("key"), try $0.text("version")) }
    }

    package func waiting(of source: String) throws -> [WaitingGroup] {
        try session.rows(
            """
            SELECT w.name, w.state, \(.microseconds("w.seen_at")) AS seen_at, \(.microseconds("w.since")) AS since
            FROM freshen.waiting AS w JOIN freshen.collection AS c ON c.id = w.collection WHERE c.name = \(bind: source)
            """
        ).map { row in
            WaitingGroup(
                name: try row.text("name"), state: try row.text("state"), seenAt: Int64(try row.int("seen_at")),
                since: Int64(try row.int("since")))
        }
    }

    private static let page = 5000
}
