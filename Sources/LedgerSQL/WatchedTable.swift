/// A table whose rows are part of the versions of a collection's items.
package struct WatchedTable: Sendable {
    package enum Reach: Sendable {
        /// The collection's own table.
        case own
        /// Reached through foreign keys, each to one row: `SELECT key, k0, …` of the items that show a young row.
        case toOne(itemsOfYoungRows: SQL)
        /// Reached in another way, so that which items show a changed row is not known.
        case whole
    }

    package let oid: String
    /// Qualified and quoted.
    package let name: SQL
    package let reach: Reach

    package init(oid: String, name: SQL, reach: Reach) {
        self.oid = oid
        self.name = name
        self.reach = reach
    }
}
