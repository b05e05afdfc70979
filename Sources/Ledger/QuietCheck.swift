internal import Freshen
internal import LedgerSQL

/// How much of a collection a capture compares.
enum Depth: Equatable {
    /// Every item, page by page, whatever the ledger has.
    case all
    /// Every item's values and version.
    case values
    /// Every item's version.
    case versions
    /// The items of young rows, and what is due.
    case young
    /// Only what is due.
    case due
}

/// What was counted of a watched table.
struct TableCount: Equatable {
    /// Between which places of a table its young rows lie, as PostgreSQL writes a `tid`.
    struct Span: Equatable {
        let first: String
        let last: String
    }

    let rows: Int
    /// nil: there are none.
    let young: Span?
}

/// Decides how much of a collection must be compared, from counts alone.
struct QuietCheck {
    let source: ItemSource
    /// Rows of each table at the last capture, by oid; nil: not counted then.
    let before: (String) -> Int?
    let now: (String) -> TableCount
    /// Young rows of the collection's own table whose key the ledger does not hold.
    let unknownYoung: Int

    /// `.due` where the visible set of rows is the same set, row for row.
    var depth: Depth {
        var depth = Depth.due
        for table in source.tables {
            let count = now(table.oid)
            guard let known = before(table.oid) else { return .versions }
            switch table.reach {
            case .own:
                guard count.young != nil || count.rows != known else { continue }
                // Rows that are not young are known and unchanged, so what is missing has been deleted.
                let deleted = known + unknownYoung - count.rows
                guard deleted == 0 else { return .versions }
                depth = .young
            case .toOne:
                if count.young != nil { depth = .young }
            case .whole:
                guard count.young == nil, count.rows == known else { return .versions }
            }
        }
        return depth
    }
}
