internal import Freshen
internal import LedgerSQL

extension Row {
    /// Whether this row is reached from one of the candidates.
    var isReached: SQL {
        switch reach {
        case .candidates(let keys):
            return isCandidate(keys)
        case .step(let column, let parent, let parentColumn, let asText, _, _):
            let own = asText ? self.column(column) + "::text" : self.column(column)
            let value = SQL(trusted: "parent.") + "\(name: parentColumn)" + (asText ? "::text" : "")
            return own + " IN (SELECT " + value + " FROM " + parent.table.sql + " AS parent WHERE "
                + Row(select: parent.select, table: parent.table, alias: "parent", reach: parent.reach).isReached + ")"
        }
    }

    /// Whether the steps from the collection to this row each lead to one row, under a foreign key that the database
    /// guards: then a row taken away has changed or taken away every row that named it.
    var isGuardedToOne: Bool {
        switch reach {
        case .candidates: true
        case .step(_, let parent, _, _, let isGuarded, let isToMany): isGuarded && !isToMany && parent.isGuardedToOne
        }
    }

    /// A condition on the collection's own row `root`: that the chain of steps leads to a row of this table which was
    /// written since the last look.
    func leadsToYoung(from root: String) -> SQL {
        leads(from: root, to: SQL.isYoung("step"))
    }

    private func leads(from root: String, to condition: SQL) -> SQL {
        guard case .step(let column, let parent, let parentColumn, _, _, _) = reach else { return condition }
        let isLast = if case .candidates = parent.reach { true } else { false }
        let here = SQL(trusted: (isLast ? root : "step") + ".") + "\(name: parentColumn)"
        let step: SQL =
            here + " IN (SELECT step." + "\(name: column)" + " FROM " + table.sql + " AS step WHERE " + condition + ")"
        return parent.leads(from: root, to: step)
    }

    private func isCandidate(_ keys: [String]) -> SQL {
        let own = keys.map(column).joined(", ")
        let candidates = keys.indices.map { SQL(trusted: "k\($0)") }.joined(", ")
        return "(" + own + ") IN (SELECT " + candidates + " FROM candidate)"
    }
}
