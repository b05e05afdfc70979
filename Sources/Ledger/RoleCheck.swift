package import Freshen
internal import LedgerSQL
package import PostgresClient

/// What `freshen doctor` says about the database: its role, its clock, and what stands between it and freshen.
package struct RoleCheck {
    private let connection: Connection
    private let schema: String

    /// Checks the role of this connection, and that it may write to the ledger's `schema` alone.
    package init(_ connection: Connection, schema: String = LedgerName.schema) {
        self.connection = connection
        self.schema = schema
    }

    /// Findings about the role's rights, the connection and the clock; `margin` is that of freshen.yaml.
    ///
    /// `now` is this machine's clock.
    package func findings(margin: Duration, now: () -> Instant) throws(Failure) -> [Finding] {
        try translating {
            try [encryption(), pooler(), readOnly()] + attributes()
                + [SecretCheck(connection: connection).finding()] + writableTables() + [clock(margin, now)]
        }
    }

    private func row(_ sql: String) throws -> Row {
        guard let row = try connection.query(sql).first else { throw Failure(.bug, "a check returned no row") }
        return row
    }

    private func encryption() throws -> Finding {
        let row = try row(
            """
            SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE) AS is_encrypted,
              inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' AS is_local,
              current_setting('server_version') AS version
            """)
        let version = "PostgreSQL " + (try row.text("version"))
        if try row.bool("is_encrypted") { return .ok("database", "", version + ", over TLS") }
        if try row.bool("is_local") { return .ok("database", "", version + ", on this machine or a socket") }
        return .warning(
            "database", "",
            version + ", without TLS: set sslmode=verify-full (and sslrootcert) in DATABASE_URL, or PGSSLMODE")
    }

    /// Whether a pooler is in between: it answers with sessions of its own, whose process is not the one that the login named.
    package func isPooled() throws(Failure) -> Bool {
        try translating { try row("SELECT pg_backend_pid() AS pid").int("pid") != connection.loginProcess }
    }

    private func pooler() throws -> Finding {
        do throws(Failure) {
            guard try isPooled() else { return .ok("pooler", "", "none in between") }
        } catch {
            // One in statement mode refuses every transaction.
            return .failed("pooler", "", error)
        }
        return .ok("pooler", "", "a pooler is in between, in session or transaction mode: freshen works with both")
    }

    private func readOnly() throws -> Finding {
        if try row("SELECT pg_is_in_recovery() AS is_standby").bool("is_standby") {
            return .failed(
                "database", "writing", Failure(.tryAgain, "transactions are READ ONLY: the server is a standby"))
        }
        do throws(Failure) {
            try ServerCheck.checkWriting(connection)
            return .ok("database", "writing", "transactions may write")
        } catch {
            return .failed("database", "writing", error)
        }
    }

    private func attributes() throws -> [Finding] {
        let row = try row(
            """
            SELECT rolname AS role, concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END,
              CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
              CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END) AS attributes
            FROM pg_roles WHERE rolname = current_user
            """)
        let (role, attributes) = (try row.text("role"), try row.text("attributes"))
        guard !attributes.isEmpty else { return [.ok("role", role, "no attributes beyond LOGIN")] }
        return [
            .warning("role", role, "it has \(attributes), which freshen never needs: sql/role.sql makes a role without")
        ]
    }

    /// Tables outside of ledgers that the role could change.
    private func writableTables() throws -> [Finding] {
        let row = try row(
            """
            SELECT count(*) AS count, min(c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND NOT \(LedgerName.isSchemaOfLedger("n")) AND n.nspname NOT LIKE 'pg\\_%' AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
            """)
        let count = try row.int("count")
        guard count > 0, let name = row["name"] else {
            return [.ok("role", "writing", "it can write to the schema \(schema) alone")]
        }
        let others = count == 1 ? "" : " and \(count - 1) more"
        return [
            .warning("role", "writing", "it can change \(name)\(others), and freshen writes to its own schema alone")
        ]
    }

    private func clock(_ margin: Duration, _ now: () -> Instant) throws -> Finding {
        let before = now()
        let row = try row("SELECT (extract(epoch FROM clock_timestamp()) * 1000000::numeric)::bigint AS now")
        let after = now()
        let database = Instant(microseconds: Int64(try row.int("now")))
        let middle = (before.microseconds + after.microseconds) / 2
        let difference = Duration.microseconds(database.microseconds - middle)
        let clocks = ClockDifference(offset: .zero - difference)
        if let failure = clocks.failure { return .failed("clock", "", failure) }
        let text = "the database's clock is \(difference.tenths) s ahead of this machine's"
        guard abs(difference.seconds) > max(margin.seconds, 0.5) else { return .ok("clock", "", text) }
        return .warning("clock", "", text + ": dates are taken from the slower clock; let both follow one time server")
    }
}

extension Duration {
    fileprivate var tenths: Double { (seconds * 10).rounded() / 10 }
}
