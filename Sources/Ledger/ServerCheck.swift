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

    /// Throws where the server is older than PostgreSQL 13 or is a standby, which cannot be written to.
    package func check() throws(Failure) {
        let server = try translating {
            try connection.query(
                "SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS is_standby")
        }
        guard let row = server.first else { return }
        if let refusal = try translating({
            Self.refusal(version: try row.int("version"), isStandby: try row.bool("is_standby"))
        }) {
            throw refusal
        }
    }

    /// Why a server is refused; nil: it is not.
    static func refusal(version: Int, isStandby: Bool) -> Failure? {
        if version < minimumVersion {
            return Failure(
                .configuration,
                "the database is PostgreSQL \(version / 10_000): freshen needs 13 or newer, so upgrade it")
        }
        return isStandby
            ? Failure(.tryAgain, "the database is a standby (a failover under way?): freshen needs the primary") : nil
    }
}
