internal import PostgresClient

/// What distinguishes the database of the last look from a copy, a restored backup or a promoted standby.
///
/// A part that the role may not read is nil and agrees with any other: a right that was granted or revoked does not make
/// another database.
struct DatabaseIdentity {
    let parts: [String?]

    /// Output columns: whether the role may read what tells the cluster, and what tells the timeline.
    static let rights = """
        has_function_privilege('pg_control_system()', 'EXECUTE') AS cluster,
          has_function_privilege('pg_walfile_name(pg_lsn)', 'EXECUTE')
            AND has_function_privilege('pg_current_wal_lsn()', 'EXECUTE') AS wal
        """

    /// Output columns with the cluster and the timeline, as far as they may be read.
    static func columns(canReadCluster: Bool, canReadWAL: Bool) -> String {
        let cluster = canReadCluster ? "(SELECT system_identifier FROM pg_control_system())" : "NULL"
        let timeline = canReadWAL ? "left(pg_walfile_name(pg_current_wal_lsn()), 8)" : "NULL"
        return "\(cluster) AS cluster, \(timeline) AS timeline"
    }

    /// Takes the parts from a row of `Checkpoint`.
    init(_ row: Row) {
        parts = [
            row["cluster"],  // its system_identifier
            row["timeline"],  // changes with each promotion of a standby
            row["database"],  // its oid
            row["checkpoint"],  // the table's oid: restoring a dump recreates the table
            row["writer"],  // the transaction that wrote the table's row: restoring rows alone writes it in another one
        ]
    }

    /// Reads the form that the checkpoint stores: the parts in their order, separated by a space each.
    init(stored text: String) {
        parts = text.split(separator: " ", omittingEmptySubsequences: false).map { $0.isEmpty ? nil : String($0) }
    }

    /// The form that the checkpoint stores, without the writer, which the storing statement appends after a space.
    var storedWithoutWriter: String { parts.dropLast().map { $0 ?? "" }.joined(separator: " ") }

    /// Whether every part that is known on both sides is the same.
    func agrees(with other: DatabaseIdentity) -> Bool {
        zip(parts, other.parts).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    }
}
