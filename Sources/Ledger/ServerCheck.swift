package import Freshen
package import PostgresClient

/// Refuses a PostgreSQL server that the ledger cannot be kept on.
package enum ServerCheck {
    /// Throws where the server is older than PostgreSQL 13, or is a standby, which cannot be written to.
    ///
    /// If `writes` is true, it also throws where a setting makes transactions READ ONLY.
    package static func check(_ connection: Connection, writes: Bool = false) throws(Failure) {
        try translating {
            let row = try connection.query(
                """
                SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS is_standby,
                  current_setting('default_transaction_read_only') = 'on' AS is_read_only
                """)[0]
            try check(version: try row.int("version"), isStandby: try row.bool("is_standby"))
            if writes, try row.bool("is_read_only") { try checkWriting(connection) }
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
            throw Failure(
                .tryAgain,
                "the database is a standby (a failover under way?): freshen needs the primary; with several hosts, add "
                    + "target_session_attrs=read-write")
        }
    }

    /// Throws where transactions are READ ONLY by a setting.
    ///
    /// The setting of a role or a database stays as it is. That of the server is how an administrator ends writing before a
    /// switchover, and it goes with it. It is never overridden: somebody has chosen it.
    package static func checkWriting(_ connection: Connection) throws(Failure) {
        try translating {
            let rows = try connection.query(
                """
                SELECT source, quote_ident(current_user) AS role, quote_ident(current_database()) AS database
                FROM pg_settings WHERE name = 'default_transaction_read_only' AND setting = 'on'
                """)
            guard let row = rows.first else { return }
            let (role, database) = (try row.text("role"), try row.text("database"))
            switch try row.text("source") {
            case "user": throw readOnly("the role", "ALTER ROLE \(role)")
            case "database": throw readOnly("the database", "ALTER DATABASE \(database)")
            case "database user":
                throw readOnly("the role in this database", "ALTER ROLE \(role) IN DATABASE \(database)")
            case "global": throw readOnly("all roles", "ALTER ROLE ALL")
            case "client":
                throw Failure(
                    .configuration, "default_transaction_read_only is on in DATABASE_URL or PGOPTIONS: take it out")
            default:
                throw Failure(
                    .tryAgain,
                    "the database takes no writes: default_transaction_read_only is on for the server (a switchover?)")
            }
        }
    }

    private static func readOnly(_ owner: String, _ statement: String) -> Failure {
        Failure(
            .configuration,
            "default_transaction_read_only is on for \(owner): \(statement) RESET default_transaction_read_only")
    }
}
