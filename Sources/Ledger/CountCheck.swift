internal import LedgerSQL

/// Decides how much of a collection must be compared, from counts of rows alone.
struct CountCheck {
    let source: ItemSource
    /// Rows of each table at the last look, by oid; nil: the table was not counted then.
    let before: (String) -> Int?
    /// What was counted now, by oid.
    let now: (String) -> TableCount
    /// Young rows of the collection's own table whose key the ledger does not hold.
    let unknownYoung: Int

    /// How many rows of the collection's own table were deleted; nil: none, or the counts do not say how many.
    var ownDeletions: Int? {
        guard case .gone(let shrunk) = depth, let own = source.tables.first, case .own = own.lookup,
            shrunk.contains(own.oid), let known = before(own.oid)
        else { return nil }
        return known + unknownYoung - now(own.oid).rows
    }

    /// `.due` where the tables hold the same rows as at the last look.
    var depth: Depth {
        var depth = Depth.due
        var shrunk: Set<String> = []
        for table in source.tables {
            let count = now(table.oid)
            guard let known = before(table.oid) else { return .versions }
            switch table.lookup {
            case .own:
                guard count.young != nil || count.rows != known else { continue }
                // Rows that are not young are in the ledger and unchanged, so a row that is missing was deleted.
                let deleted = known + unknownYoung - count.rows
                guard deleted >= 0 else { return .versions }
                if deleted > 0 { shrunk.insert(table.oid) }
                depth = .young
            case .toOne:
                // A row may be gone although an item refers to it, because triggers can be switched off. A row that was written
                // may be a new one in its place.
                if count.young != nil || count.rows < known { shrunk.insert(table.oid) }
            case .untraceable:
                guard count.young == nil, count.rows == known else { return .versions }
            }
        }
        return shrunk.isEmpty ? depth : .gone(from: shrunk)
    }
}
