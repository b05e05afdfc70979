package import Freshen
package import PostgresClient

/// Refuses a PostgreSQL server that the ledger cannot be kept on.
package enum ServerCheck {
    /// Throws where the server is older than PostgreSQL 13, or is a standby, which cannot be written to.
    package static func check(_ connection: Connection) throws(Failure) {
        try translating {
            let rows = try connection.query(
                "SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS is_standby")
            for row in rows { try check(version: try row.int("version"), isStandby: try row.bool("is_standby")) }
        }
    }

    /// Takes the version as `server_version_num` writes it; PostgreSQL 13 is the first that has `pg_snapshot`.
    static func check(version: Int, isStandby: Bool) throws(Failure) {
        guard version >= 130_000 else {
            throw Failure(
                .configuration,
                "the database is PostgreSQL \(version / 10_000): freshen needs 13 or newer, so upgrade it")
        }
        guard !isStandby else {
            throw Failure(.tryAgain, "the database is a standby (a failover under way?): freshen needs the primary")
        }
    }
}
