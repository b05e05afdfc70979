internal import AWS
internal import Freshen
internal import Ledger

/// What AWS said that names stand for, kept in the ledger from run to run.
///
/// Where the ledger cannot be read or written, AWS is asked instead: a run does not fail for that.
struct StoredLookups: LookupKeeping {
    let database: Database
    /// Whether nothing may be written: of a dry run.
    let isReadOnly: Bool

    func value(of lookup: Lookup) -> String? {
        guard let connection = try? database.connection() else { return nil }
        return try? LedgerLookups(connection).value(kind: lookup.kind, name: lookup.name)
    }

    func keep(_ value: String?, for lookup: Lookup) {
        guard !isReadOnly, let connection = try? database.connection() else { return }
        try? LedgerLookups(connection).keep(value, kind: lookup.kind, name: lookup.name)
    }
}
