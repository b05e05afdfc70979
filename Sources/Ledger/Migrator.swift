package import Freshen
internal import LedgerSQL
internal import Migrations
package import PostgresClient

/// Creates and upgrades the schema `freshen`.
package struct Migrator {
    private let connection: Connection
    private let schema: String
    private let failpoint: FailpointReached

    /// Works on the database of this connection; `failpoint` is called at `.migrating`.
    package init(
        _ connection: Connection, schema: String = LedgerName.schema,
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        self.connection = connection
        self.schema = schema
        self.failpoint = failpoint
    }

    /// All steps as one script, for those who migrate by other means.
    package static func script(schema: String) -> String {
        let steps = migrations.map { "-- \($0.name)\n\($0.sql)\n" + record($0) + ";" }
        return
            (["BEGIN;", "CREATE SCHEMA IF NOT EXISTS \(LedgerName.quoted(schema));"]
            + ([table + ";"] + steps).map { LedgerName.text($0, in: schema) } + ["COMMIT;"]).joined(separator: "\n")
    }

    /// Brings the schema to this binary's version in one transaction; returns the names of the steps that ran.
    ///
    /// It may run twice at the same moment: the second one waits for the first, and finds nothing to do. A role that owns
    /// the schema needs no right to create it.
    package func migrate() throws(Failure) -> [String] {
        try translating {
            let session = Session(connection: connection, schema: schema)
            return try session.transaction(session.connection.begin() + "; SET LOCAL lock_timeout = '30s'") {
                // Every version of freshen locks this same number.
                _ = try connection.query("SELECT pg_advisory_xact_lock(hashtext('freshen.migrate'))")
                let steps = try steps()
                for step in steps {
                    try execute(step.sql + ";" + Self.record(step))
                    failpoint(.migrating)
                }
                return steps.map(\.name)
            }
        }
    }

    /// Throws unless the schema has this binary's version and this role may use it; a dry run only reads.
    package func check(isDryRun: Bool = false) throws(Failure) {
        try translating {
            let version = try connection.inSnapshot {
                try checkRights(isDryRun ? ["SELECT"] : ["SELECT", "INSERT", "UPDATE", "DELETE"])
                return try appliedVersion()
            }
            let needed = migrations.count
            guard version != needed else { return }
            let remedy =
                version < needed
                ? "this binary needs \(needed): run `freshen migrate`"
                : "newer than this binary's \(needed): run the newer freshen"
            throw Failure(.configuration, "the schema \(schema) is at version \(version), \(remedy)")
        }
    }

    private func checkRights(_ rights: [String]) throws {
        let rows = try connection.query(
            """
            SELECT quote_ident(current_user) AS role, has_schema_privilege(n.oid, 'USAGE') AS may_use,
              (SELECT min(c.relname) FROM pg_class c, unnest($1::text[]) AS r(name)
               WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND NOT has_table_privilege(c.oid, r.name)) AS refused
            FROM pg_namespace n JOIN pg_class m ON m.relnamespace = n.oid AND m.relname = 'migration'
            WHERE n.nspname = $2
            """, [arrayLiteral(rights), schema])
        guard let row = rows.first else { throw Failure.missing(schema: schema) }
        let role = try row.text("role")
        guard try row.bool("may_use") else {
            throw Failure(.refused, "no right to the schema \(schema): GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        }
        guard let table = row["refused"] else { return }
        throw Failure(
            .refused,
            "no right to \(schema).\(table): GRANT \(rights.joined(separator: ", ")) ON ALL TABLES IN SCHEMA \(schema) TO \(role)"
        )
    }

    private func steps() throws -> [Migration] {
        try createSchema()
        try execute(Self.table)
        let applied = try appliedVersion()
        return migrations.filter { $0.version > applied }
    }

    private func appliedVersion() throws -> Int {
        let rows = try connection.query(
            "SELECT coalesce(max(version), 0) AS version FROM \(LedgerName.quoted(schema)).migration")
        return try rows.first?.int("version") ?? 0
    }

    private func execute(_ sql: String) throws {
        try connection.execute(LedgerName.text(sql, in: schema))
    }

    /// Creates the schema where it is missing; throws where this role may not, or may not change the one that exists.
    private func createSchema() throws {
        let schema = try connection.query(
            """
            SELECT pg_get_userbyid(nspowner) AS owner, has_schema_privilege(oid, 'CREATE') AS may_create FROM pg_namespace
            WHERE nspname = $1
            """, [self.schema])
        if let row = schema.first {
            guard try !row.bool("may_create") else { return }
            let owner = try row.text("owner")
            throw Failure(
                .refused, "no right to change the schema \(self.schema): let its owner \(owner) run `freshen migrate`")
        }
        do {
            try connection.execute("CREATE SCHEMA \(LedgerName.quoted(self.schema))")
        } catch {
            guard error.sqlState == .insufficientPrivilege else { throw error }
            throw Failure(
                .refused,
                "no right to create the schema \(self.schema): let an owner run sql/role.sql, or GRANT CREATE ON DATABASE to this role"
            )
        }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS freshen.migration (
            version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
        """

    private static func record(_ step: Migration) -> String {
        "INSERT INTO freshen.migration (version, name) VALUES (\(step.version), '\(step.name)')"
    }
}
