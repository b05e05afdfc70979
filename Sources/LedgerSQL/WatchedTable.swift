/// A table whose rows are part of the versions of a collection's items.
package struct WatchedTable: Sendable {
    /// How the items that show a changed row of the table are found.
    package enum ItemLookup: Sendable {
        /// The collection's own table.
        case own
        /// A table joined by enforced foreign keys, each of which leads to one row.
        ///
        /// The statements are `SELECT key, k0, …` of the items that show a young row of the table, and of those that refer to
        /// a row that is missing: foreign keys can be switched off.
        case toOne(itemsOfYoungRows: SQL, itemsOfMissingRows: SQL)
        /// A table joined in another way: the items of a changed row cannot be found.
        case untraceable
    }

    /// The table's oid, in decimal.
    package let oid: String
    /// Qualified and quoted.
    package let name: SQL
    /// `tableState` when the statements were compiled; nil: it is not known.
    package let state: String?
    /// How items are found from its rows.
    package let lookup: ItemLookup

    /// `SELECT item, row` of the rows of this table that were written since the last look and that an item of `candidate`
    /// reaches, both as text; nil: it is the collection's own table.
    package let youngRowsOfCandidates: SQL?

    /// Whether the database role may lock the table by name: it needs a right to the whole table for it.
    package let canBeLocked: Bool

    /// Makes a table whose rows are watched.
    package init(
        oid: String, name: SQL, state: String? = nil, lookup: ItemLookup, youngRowsOfCandidates: SQL? = nil,
        canBeLocked: Bool = true
    ) {
        self.oid = oid
        self.name = name
        self.state = state
        self.lookup = lookup
        self.youngRowsOfCandidates = youngRowsOfCandidates
        self.canBeLocked = canBeLocked
    }
}
