internal import Freshen
internal import LedgerSQL
package import PostgresClient

/// What names of freshen.yaml stood for when AWS was asked, for `Retention.lookups`.
package struct LedgerLookups {
    private let session: Session

    package init(_ connection: Connection) {
        session = Session(connection: connection)
    }

    /// What a name of this kind stands for; nil: that is not known, or too long ago.
    package func value(kind: String, name: String) throws -> String? {
        try session.rows(
            """
            SELECT value FROM freshen.lookup WHERE kind = \(bind: kind) AND name = \(bind: name)
              AND found_at > clock_timestamp() - make_interval(hours => \(number: Retention.hoursOfLookups))
            """
        ).first?["value"]
    }

    /// Stores what a name stands for; nil: nothing is known any more.
    package func keep(_ value: String?, kind: String, name: String) throws {
        guard let value else {
            return try session.run(
                "DELETE FROM freshen.lookup WHERE kind = \(bind: kind) AND name = \(bind: name)")
        }
        try session.run(
            """
            INSERT INTO freshen.lookup (kind, name, value) VALUES (\(bind: kind), \(bind: name), \(bind: value))
            ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, found_at = excluded.found_at
            """)
    }
}
