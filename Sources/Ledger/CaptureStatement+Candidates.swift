internal import LedgerSQL
internal import PostgresClient

/// Which items a look compares, at each depth.
extension CaptureStatement {
    /// Selects key, k0, k1, … of the items to compare.
    var candidates: SQL {
        if let keys { return items(withKeys: keys) }
        let known: SQL = "freshen.item AS known WHERE known.collection = \(number: collection)"
        let columns = source.keyTypes.indices.map { SQL(trusted: ", own.k\($0)") }.joined("")
        switch depth {
        case .all:
            return "SELECT coalesce(own.key COLLATE \"C\", known.key) AS key" + columns + " FROM (" + source.keys
                + ") AS own FULL JOIN (SELECT key FROM " + known + ") AS known ON own.key COLLATE \"C\" = known.key"
        case .values:
            return differing("version", "digest", "visible", known: known, columns)
                + " OR own.due IS DISTINCT FROM known.next_due OR own.maybe_flipped OR own.shown_maybe_flipped"
        case .versions:
            return differing("version", known: known, columns)
        case .gone(let tables):
            let shrunk = source.tables.filter { tables.contains($0.oid) }
            return ([due(known)] + source.tables.compactMap(young) + shrunk.map { lost($0, known) }).joined(" UNION ")
        case .young:
            return ([due(known)] + source.tables.compactMap(young)).joined(" UNION ")
        case .due:
            return due(known)
        }
    }

    /// Items whose state differs from the ledger's, items that only the ledger or only the table has, and due items.
    private func differing(_ parts: String..., known: SQL, _ columns: SQL) -> SQL {
        let differ = parts.map { SQL(trusted: "own.\($0) IS DISTINCT FROM known.\($0)") }.joined(" OR ")
        return "SELECT coalesce(own.key COLLATE \"C\", known.key) AS key" + columns + " FROM (" + source.states
            + ") AS own FULL JOIN (SELECT * FROM " + known + ") AS known ON own.key COLLATE \"C\" = known.key WHERE "
            + "known.next_due <= " + .parameter(.lookedAt) + " OR " + differ
    }

    /// The keys of the candidates, `limit` at most.
    ///
    /// Rows are numbered, because with LIMIT the planner would choose a plan that is fast only for the first rows.
    func keys(limit: Int, _ session: Session, _ values: SQL.Context) throws -> [String] {
        try session.rows(
            """
            SELECT key FROM (SELECT key, row_number() OVER () AS place FROM (\(candidates)) AS candidate) AS candidate
            WHERE place <= \(number: limit)
            """, values
        ).map { try $0.text("key") }
    }

    /// Selects key, k0, k1, … of the items with these keys.
    ///
    /// The keys are bound as one array: PostgreSQL plans with its length, and uses the indexes for few keys.
    func items(withKeys keys: [String]) -> SQL {
        .typedKey(source.keyTypes) + " FROM unnest(" + "\(bind: keys)" + "::text[]) AS known(key)"
    }

    private func due(_ known: SQL) -> SQL {
        .typedKey(source.keyTypes) + " FROM " + known + " AND known.next_due <= " + .parameter(.lookedAt)
    }

    private func young(_ table: WatchedTable) -> SQL? {
        switch table.lookup {
        case .own: items.young.map { items(withKeys: $0) } ?? source.keys + " WHERE " + SQL.isYoung("own")
        case .toOne(let items, _): items
        case .untraceable: nil
        }
    }

    /// Items that only the ledger has, or that refer to a row that is missing.
    private func lost(_ table: WatchedTable, _ known: SQL) -> SQL {
        if case .toOne(_, let items) = table.lookup { return items }
        if let gone = items.gone { return items(withKeys: gone) }
        return .typedKey(source.keyTypes) + " FROM " + known + " AND NOT EXISTS (SELECT FROM (" + source.keys
            + ") AS own WHERE own.key COLLATE \"C\" = known.key)"
    }
}
