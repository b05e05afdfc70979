internal import AWS
internal import Freshen
internal import Ledger

/// The distributions of aliases, kept in the ledger from run to run.
///
/// Where the ledger cannot be read or written, AWS is asked instead: a run does not fail for that.
struct LedgerAliases: AliasKeeping {
    let database: Database
    let schema: String
    /// Whether nothing may be written: of a dry run.
    let isReadOnly: Bool

    func id(of alias: String) -> String? {
        guard let connection = try? database.connection() else { return nil }
        return try? PostgresLedger(connection, schema: schema, sources: []).distribution(ofAlias: alias)
    }

    func keep(_ id: String?, for alias: String) {
        guard !isReadOnly, let connection = try? database.connection() else { return }
        try? PostgresLedger(connection, schema: schema, sources: []).store(id, ofAlias: alias)
    }
}
