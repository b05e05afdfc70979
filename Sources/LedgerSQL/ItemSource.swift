/// One collection, or one bucket, as statements that yield `(item, version, visible, next date, pages)` for the ledger to compare.
///
/// The statements read the items to look at from the relation `candidate(key, k0, k1, …)`, which the ledger provides.
/// They use the names of `LedgerName`.
package struct ItemSource {
    /// The name of the collection or bucket.
    package let name: String
    /// Its routes; `SQL.route(i)` in the statements becomes the ledger's number of the i-th route.
    package let routes: [RouteIdentity]
    /// Every table that the statements read, the collection's own first.
    package let tables: [WatchedTable]
    /// Hashes of the rules and of the tables' structure.
    package let signature: Signature
    /// The type of each primary key column, in order.
    package let keyTypes: [String]
    /// `SELECT key, k0, …` of all rows of the collection.
    package let keys: SQL
    /// `SELECT key, k0, …, version, digest, visible, maybe_flipped, shown_maybe_flipped, due` of all rows.
    ///
    /// `maybe_flipped`: the item's visibility may have changed and changed back since the last look although nothing was
    /// written; `shown_maybe_flipped`: the same for a related row.
    /// `digest` is a hash of every value that an item's pages are made of, so that items are compared by value without
    /// making their pages.
    package let states: SQL
    /// Common table expressions, the last of them
    /// `item(key, version, digest, visible, due, maybe_flipped, pages, flipped_pages)`.
    ///
    /// `pages` are those on which the item is shown, or would be if it were visible. `flipped_pages` are the ones among
    /// them with a related row whose visibility may have changed and changed back.
    package private(set) var items: SQL
    /// Its routes that are lists.
    package let lists: [ListSource]
    /// For its routes `pages_of`, by their index: whose pages they name.
    package let pagesOf: [Int: PageSelection]

    /// The indices of routes without `fields`: their pages may show any column.
    package let showingEveryColumn: Set<Int>
    /// The indices of routes with a filter: not every visible item is meant to be on their pages.
    package let narrowed: Set<Int>
    /// `SELECT name, key, column, is_item` of rows that hold a text which is no UTF-8: the row's table and key, and the column.
    ///
    /// `is_item` is false where the text is in a key of the collection's own table: that row is no item. Nil: there can be no
    /// such rows.
    package var invalidTexts: SQL?
    /// `SELECT name, key` of a row, by its table and key, whose key another row has, too; nil: the database prevents it.
    package var repeatedKeys: SQL?
    /// Its differences from the ledger; nil: the ledger finds them in `tables`.
    package let differences: ItemDifferences?
    /// Whether what consumers get of its groups is checked.
    package let isChecked: Bool
    /// The groups of its items that are kept back, if it finds its differences itself.
    package let waiting: [WaitingGroup]

    /// Makes a source of statements that fit each other.
    package init(
        name: String, routes: [RouteIdentity], tables: [WatchedTable], signature: Signature, keyTypes: [String],
        keys: SQL, states: SQL, items: SQL, lists: [ListSource] = [], pagesOf: [Int: PageSelection] = [:],
        showingEveryColumn: Set<Int> = [], narrowed: Set<Int> = [], differences: ItemDifferences? = nil,
        isChecked: Bool = false,
        waiting: [WaitingGroup] = []
    ) {
        self.name = name
        self.routes = routes
        self.tables = tables
        self.signature = signature
        self.keyTypes = keyTypes
        self.keys = keys
        self.states = states
        self.items = items
        self.lists = lists
        self.pagesOf = pagesOf
        self.showingEveryColumn = showingEveryColumn
        self.narrowed = narrowed
        self.differences = differences
        self.isChecked = isChecked
        self.waiting = waiting
    }

    /// Whether nothing is known of its items, so that they are not compared.
    package var isUnknown: Bool { if case .unknown = differences { true } else { false } }

    /// The source with the items of a portion alone.
    package func limited(to portion: ItemPortion) -> ItemSource {
        var source = self
        source.items = portion.items
        return source
    }
}
