package import Freshen
internal import LedgerSQL
internal import Migrations
package import PostgresClient

/// Creates and upgrades the schema `freshen`.
package struct Migrator {
    private let connection: Connection
    private let reach: FailpointReached

    package init(_ connection: Connection, reach: @escaping FailpointReached = { _ in }) {
        self.connection = connection
        self.reach = reach
    }

    /// All steps as one script, for those who run migrations by other means.
    package static var script: String {
        (["BEGIN;", "CREATE SCHEMA IF NOT EXISTS freshen;", table + ";"]
            + migrations.map { "-- \($0.name)\n\($0.sql)\n" + record($0) + ";" } + ["COMMIT;"]).joined(separator: "\n")
    }

    /// Brings the schema to this binary's version in one transaction; returns the names of the steps that ran.
    ///
    /// Safe to run twice and at once: the second waits for the first and finds nothing to do. A role that owns the schema
    /// already needs no right to create one.
    package func migrate() throws(Failure) -> [String] {
        try translating {
            try Session(connection: connection).transaction("BEGIN") {
                // Any constant would do, as long as every freshen locks the same one.
                _ = try connection.query("SELECT pg_advisory_xact_lock(hashtext('freshen.migrate'))")
                let steps = try steps()
                for step in steps {
                    try connection.execute(step.sql + ";" + Self.record(step))
                    reach(.migrating)
                }
                return steps.map(\.name)
            }
        }
    }

    /// Throws unless the schema is the one that this binary was built for, and this role may use it.
    ///
    /// A dry run reads it, all else writes it too; what is missing is named as a GRANT.
    package func check(isDryRun: Bool = false) throws(Failure) {
        try translating {
            try checkRights(isDryRun ? ["SELECT"] : ["SELECT", "INSERT", "UPDATE", "DELETE"])
            let rows = try connection.query("SELECT max(version) FROM freshen.migration")
            let version = rows.first?[0].flatMap { Int($0) } ?? 0
            if version < migrations.count {
                throw Failure(
                    .configuration,
                    "the schema freshen is at version \(version), this binary needs \(migrations.count): run `freshen migrate`"
                )
            }
            if version > migrations.count {
                throw Failure(
                    .configuration,
                    "the schema freshen is at version \(version), newer than this binary's \(migrations.count): run the newer freshen"
                )
            }
        }
    }

    private func checkRights(_ rights: [String]) throws {
        let rows = try connection.query(
            """
            SELECT quote_ident(current_user), has_schema_privilege(n.oid, 'USAGE'),
              (SELECT min(c.relname) FROM pg_class c, unnest($1::text[]) AS r(name)
               WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND NOT has_table_privilege(c.oid, r.name))
            FROM pg_namespace n JOIN pg_class m ON m.relnamespace = n.oid AND m.relname = 'migration'
            WHERE n.nspname = 'freshen'
            """, [arrayLiteral(rights)])
        guard let row = rows.first, let role = row[0] else { throw Failure.noSchema }
        guard row[1] == "t" else {
            throw Failure(.refused, "no right to the schema freshen: GRANT USAGE ON SCHEMA freshen TO \(role)")
        }
        guard let table = row[2] else { return }
        throw Failure(
            .refused,
            "no right to freshen.\(table): GRANT \(rights.joined(separator: ", ")) ON ALL TABLES IN SCHEMA freshen TO \(role)"
        )
    }

    private func steps() throws -> [Migration] {
        let schema = try connection.query(
            """
            SELECT pg_get_userbyid(nspowner), has_schema_privilege(oid, 'CREATE') FROM pg_namespace
            WHERE nspname = 'freshen'
            """)
        if let row = schema.first, row[1] != "t" {
            throw Failure(
                .refused, "no right to change the schema freshen: let its owner \(row[0] ?? "") run `freshen migrate`")
        }
        if schema.isEmpty {
            do {
                try connection.execute("CREATE SCHEMA freshen")
            } catch {
                guard error.sqlState?.rawValue == "42501" else { throw error }
                throw Failure(
                    .refused,
                    "no right to create the schema freshen: let an owner run sql/role.sql, or GRANT CREATE ON DATABASE to this role"
                )
            }
        }
        try connection.execute(Self.table)
        let done = try connection.query("SELECT coalesce(max(version), 0) FROM freshen.migration").first?[0]
        return migrations.filter { $0.version > Int(done ?? "0") ?? 0 }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS freshen.migration (
            version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
        """

    private static func record(_ step: Migration) -> String {
        "INSERT INTO freshen.migration (version, name) VALUES (\(step.version), '\(step.name)')"
    }
}
