internal import PostgresClient

/// What distinguishes the database of the last look from a copy, a restored backup or a promoted standby.
///
/// A part that the role may not read is nil and agrees with any other: a right that was granted or revoked does not make
/// another database.
struct DatabaseIdentity {
    let parts: [String?]

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
