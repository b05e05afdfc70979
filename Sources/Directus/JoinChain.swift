internal import LedgerSQL

/// A table, and the chain of steps from the candidates to its rows.
struct JoinChain {
    /// One step along a relation: from the parent's rows to those whose `column` is among the parent's `parentColumn`.
    struct Step {
        let column: String
        let parentColumn: String
        /// Whether the columns are compared as text, as in a many-to-any relation.
        var isText = false
        /// Whether the database enforces the foreign key.
        var isEnforced = false
        var isToMany = false
        /// The parent's column that must hold the table's name, as in a many-to-any relation.
        var collectionColumn: String?
    }

    private indirect enum Origin {
        case candidates
        case step(Step, from: JoinChain)
    }

    let table: Table
    private let origin: Origin

    /// The collection's own rows.
    init(collection table: Table) {
        self.table = table
        origin = .candidates
    }

    init(_ table: Table, by step: Step, from parent: JoinChain) {
        self.table = table
        origin = .step(step, from: parent)
    }

    /// The condition that the chain leads from a candidate to the row of `alias`.
    func belongsToCandidate(_ alias: String) -> SQL {
        switch origin {
        case .candidates:
            let own = table.primaryKey.map { table.column($0, of: alias) }
            let candidates = table.primaryKey.indices.map { SQL(trusted: "k\($0)") }
            let columns = table.primaryKey.compactMap { table.column($0) }
            let isLoose = columns.contains { $0.isLoose == true }
            guard !isLoose, !columns.contains(where: { $0.operatorSchema != nil }) else {
                var equal = zip(own, candidates).enumerated().map { index, pair in
                    pair.0 + " " + table.equals(table.primaryKey[index]) + " candidate." + pair.1
                }
                // Two candidates may have equal keys that are spelt in two ways.
                if isLoose { equal.append("candidate.key COLLATE \"C\" = " + table.key(of: alias) + " COLLATE \"C\"") }
                return "EXISTS (SELECT FROM candidate WHERE " + equal.joined(" AND ") + ")"
            }
            return "(" + own.joined(", ") + ") IN (SELECT " + candidates.joined(", ") + " FROM candidate)"
        case .step(let step, let parent):
            let cast: SQL = step.isText ? "::text" : ""
            let among = step.isText ? "IN" : table.isAmong(step.column)
            return table.column(step.column, of: alias) + cast + " " + among + " (SELECT parent."
                + "\(name: step.parentColumn)"
                + cast
                + " FROM " + parent.table.sql + " AS parent WHERE " + parent.belongsToCandidate("parent") + ")"
        }
    }

    /// The column by which the last step leads to one row; nil: it leads to many, or there is no step.
    var columnOfOne: String? {
        guard case .step(let step, _) = origin, !step.isToMany else { return nil }
        return step.column
    }

    /// Whether each step is to-one and has a foreign key that the database enforces.
    ///
    /// Then a row can be deleted only if every row that refers to it is deleted or changed, so the versions of those
    /// rows show the deletion.
    var isEnforcedToOne: Bool {
        switch origin {
        case .candidates: true
        case .step(let step, let parent): step.isEnforced && !step.isToMany && parent.isEnforcedToOne
        }
    }

    /// Whether the steps lead from the collection's row `root` to a row of this table that was written since the last look.
    func leadsToYoung(from root: String) -> SQL {
        leads(from: root, to: SQL.isYoung("step"))
    }

    /// Whether the steps lead from the collection's row `root` to a reference to a row of this table that does not exist.
    func leadsToMissing(from root: String) -> SQL {
        guard case .step(let step, let parent) = origin else { return "FALSE" }
        let here = parent.reference(step, from: root)
        return parent.leads(
            from: root,
            to: "(" + here + " IS NOT NULL AND NOT EXISTS (SELECT FROM " + table.sql + " AS found WHERE found."
                + "\(name: step.column)" + " " + table.equals(step.column) + " " + here + "))")
    }

    /// `SELECT item, row` of the young rows of this table to which the steps lead from candidates.
    ///
    /// `item` is the candidate's key; `printable` makes of the row's key what can be sent. Nil: the table is the collection's
    /// own.
    func youngRowsOfCandidates(_ printable: (SQL) -> SQL) -> SQL? {
        guard case .step = origin else { return nil }
        let (root, from, alias) = joined
        return "SELECT " + root.key(of: "s0") + " COLLATE \"C\" AS item, rtrim(\(bind: table.name + " ")::text || "
            + printable(table.key(of: alias)) + ") COLLATE \"C\" AS row FROM " + from + " WHERE "
            + JoinChain(collection: root).belongsToCandidate("s0") + " AND " + SQL.isYoung(alias)
    }

    /// The collection's table, its rows joined with those that the steps lead to, and the alias of the last.
    private var joined: (root: Table, from: SQL, alias: String) {
        guard case .step(let step, let parent) = origin else { return (table, table.sql + " AS s0", "s0") }
        let (root, from, before) = parent.joined
        let alias = "s\((Int(before.dropFirst()) ?? 0) + 1)"
        let cast: SQL = step.isText ? "::text" : ""
        let collection: SQL =
            step.collectionColumn.map { " AND " + parent.table.column($0, of: before) + " = \(bind: table.name)" } ?? ""
        return (
            root,
            from + " JOIN " + table.sql + SQL(trusted: " AS \(alias) ON ") + table.column(step.column, of: alias) + cast
                + " " + (step.isText ? "=" : table.equals(step.column)) + " "
                + parent.table.column(step.parentColumn, of: before) + cast + collection, alias
        )
    }

    private func leads(from root: String, to condition: SQL) -> SQL {
        guard case .step(let step, let parent) = origin else { return condition }
        let found: SQL =
            parent.reference(step, from: root) + " " + table.isAmong(step.column) + " (SELECT step."
            + "\(name: step.column)" + " FROM " + table.sql + " AS step WHERE " + condition
            + ")"
        return parent.leads(from: root, to: found)
    }

    /// The column of this table from which `step` leads on, where `leads` reads the table.
    private func reference(_ step: Step, from root: String) -> SQL {
        let isFirst = if case .candidates = origin { true } else { false }
        return SQL(trusted: (isFirst ? root : "step") + ".") + "\(name: step.parentColumn)"
    }
}
