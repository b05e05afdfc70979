/// A table whose rows are part of the versions of a collection's items.
package struct WatchedTable: Sendable {
    /// Which items a changed row of the table belongs to.
    package enum Reach: Sendable {
        /// The collection's own table.
        case own
        /// Reached through foreign keys, each to one row: `SELECT key, k0, …` of the items that show a young row.
        case toOne(itemsOfYoungRows: SQL)
        /// Reached in another way: from a changed row the items that show it cannot be found.
        case whole
    }

    /// The table's oid, in decimal.
    package let oid: String
    /// Qualified and quoted.
    package let name: SQL
    /// How its rows lead to items.
    package let reach: Reach

    /// Makes a table whose rows are watched.
    package init(oid: String, name: SQL, reach: Reach) {
        self.oid = oid
        self.name = name
        self.reach = reach
    }
}
