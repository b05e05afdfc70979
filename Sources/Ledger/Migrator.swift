package import Freshen
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

    /// Throws unless the schema is the one that this binary was built for.
    package func check() throws(Failure) {
        try translating {
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

    private func steps() throws -> [Migration] {
        if try connection.query("SELECT to_regnamespace('freshen')").first?[0] == nil {
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
