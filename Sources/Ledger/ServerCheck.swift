package import Freshen
package import PostgresClient

/// Refuses a PostgreSQL server that the ledger cannot be kept on.
package struct ServerCheck {
    /// The first version that has `pg_snapshot`, as `server_version_num` writes it.
    static let minimumVersion = 130_000

    private let connection: Connection

    /// Checks the server of this connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Throws where the server is older than PostgreSQL 13, or is a standby, which cannot be written to.
    package func check() throws(Failure) {
        try translating {
            let rows = try connection.query(
                "SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS is_standby")
            for row in rows { try Self.check(version: try row.int("version"), isStandby: try row.bool("is_standby")) }
        }
    }

    static func check(version: Int, isStandby: Bool) throws(Failure) {
        guard version >= minimumVersion else {
            throw Failure(
                .configuration,
                "the database is PostgreSQL \(version / 10_000): freshen needs 13 or newer, so upgrade it")
        }
        guard !isStandby else {
            throw Failure(.tryAgain, "the database is a standby (a failover under way?): freshen needs the primary")
        }
    }
}
