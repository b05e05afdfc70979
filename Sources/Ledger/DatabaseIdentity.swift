/// What distinguishes the database of the last look from a copy, a restored backup or a promoted standby.
///
/// A part that the role may not read is nil and agrees with any other: a right that was granted or revoked does not make
/// another database.
struct DatabaseIdentity: Equatable {
    /// The cluster's `system_identifier`.
    let cluster: String?
    /// The timeline, which changes with each promotion of a standby.
    let timeline: String?
    /// The database's oid.
    let database: String?
    /// The oid of `freshen.checkpoint`: restoring a dump recreates that table.
    let table: String?
    /// The transaction that wrote the checkpoint's row: restoring rows alone writes it in another one.
    let writer: String?

    private var parts: [String?] { [cluster, timeline, database, table, writer] }

    /// Takes the parts as they were read.
    init(cluster: String?, timeline: String?, database: String?, table: String?, writer: String?) {
        (self.cluster, self.timeline, self.database) = (cluster, timeline, database)
        (self.table, self.writer) = (table, writer)
    }

    /// Reads the form that the checkpoint stores: the parts in their order, separated by a space each.
    init(stored text: String) {
        var parts = text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? nil : String($0) }
        parts += Array(repeating: nil, count: max(0, 5 - parts.count))
        self.init(cluster: parts[0], timeline: parts[1], database: parts[2], table: parts[3], writer: parts[4])
    }

    /// The form that the checkpoint stores, without the writer, which the storing statement appends after a space.
    var storedWithoutWriter: String {
        parts.dropLast().map { $0 ?? "" }.joined(separator: " ")
    }

    /// Whether every part that is known on both sides is the same.
    func agrees(with other: DatabaseIdentity) -> Bool {
        zip(parts, other.parts).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    }
}
