internal import Freshen
package import PostgresClient

/// Lets a connection that was lost be opened again to the same server only.
///
/// A run stores which entries of the log a target has. A standby that was promoted meanwhile may lack entries of this
/// run's look, and will give their numbers to others. The next run sees that it is another database.
package struct SameServer {
    private let identity: DatabaseIdentity

    /// Takes the server that the connection leads to now.
    package init(_ connection: Connection) throws(PostgresError) {
        identity = try Self.identity(connection)
    }

    /// Throws where a connection leads to another server, to a standby, or to another database.
    package func check(_ connection: Connection) throws(PostgresError) {
        guard try !identity.agrees(with: Self.identity(connection)) else { return }
        throw PostgresError(
            kind: .connection,
            message: "the connection was lost, and another server answers now (a failover?); the next run starts anew")
    }

    /// Where a standby answers, that is the part of the checkpoint: the rest is that of its primary.
    private static func identity(_ connection: Connection) throws(PostgresError) -> DatabaseIdentity {
        let rights = try connection.query(
            "SELECT pg_is_in_recovery() AS is_standby, \(DatabaseIdentity.rights)")[0]
        let (canReadWAL, isStandby) = (try rights.bool("wal"), try rights.bool("is_standby"))
        // A standby has no current WAL.
        let identity = DatabaseIdentity.columns(
            canReadCluster: try rights.bool("cluster"), canReadWAL: canReadWAL && !isStandby)
        let row = try connection.query(
            """
            SELECT \(identity), oid AS database, pg_is_in_recovery() AS checkpoint, NULL AS writer
            FROM pg_database WHERE datname = current_database()
            """)[0]
        return DatabaseIdentity(row)
    }
}
