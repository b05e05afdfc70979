/// One step of the schema `freshen`.
package struct Migration: Sendable {
    /// Counted from 1, without gaps.
    package let version: Int
    /// The file's name.
    package let name: String
    package let sql: String
}

/// Every step, in order: the binary carries what this folder shows.
package let migrations: [Migration] = [
    Migration(version: 1, name: "V001-ledger.sql", sql: text(PackageResources.V001_ledger_sql)),
    Migration(version: 2, name: "V002-names.sql", sql: text(PackageResources.V002_names_sql)),
    Migration(version: 3, name: "V003-lists.sql", sql: text(PackageResources.V003_lists_sql)),
    Migration(version: 4, name: "V004-paths.sql", sql: text(PackageResources.V004_paths_sql)),
    Migration(version: 5, name: "V005-waiting.sql", sql: text(PackageResources.V005_waiting_sql)),
    Migration(version: 6, name: "V006-releases.sql", sql: text(PackageResources.V006_releases_sql)),
    Migration(version: 7, name: "V007-webs.sql", sql: text(PackageResources.V007_webs_sql)),
]

private func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}
