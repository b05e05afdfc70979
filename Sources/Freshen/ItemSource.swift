/// One collection, compiled: what yields `(item, version, visible, next date, pages)` for the ledger to compare.
///
/// The statements use three names of the ledger: the relation `candidate(key, k0, k1, …)` of the items to look at, the
/// composite type `freshen.page(route, path, next, fingerprint)` and the functions of the schema `freshen`.
package struct ItemSource: Sendable {
    /// The collection's name: the ledger's name for it too.
    package let name: String
    /// What its pages are; `SQL.route(i)` in the statements stands for the ledger's number of the i-th.
    package let routes: [RouteIdentity]
    /// Every table that it reads, its own first.
    package let tables: [WatchedTable]
    /// What must stay the same for versions to be comparable: structure of the tables and the rules themselves.
    package let signature: String
    /// The type of each primary key column, in order.
    package let keyTypes: [String]
    /// `SELECT key, k0, …` of all rows of the collection.
    package let keys: SQL
    /// `SELECT key, k0, …, version, digest, visible, unsteady, shown_unsteady, due` of all rows of the collection.
    ///
    /// `digest` is a hash of every value that an item's pages are made of, so that items are compared by value without
    /// making their pages.
    package let states: SQL
    /// Common table expressions, the last of them
    /// `item(key, version, digest, visible, due, unsteady, pages, shaky)`.
    ///
    /// `pages` are those on which the item is shown, or would be if it were visible.
    package let items: SQL

    package init(
        name: String, routes: [RouteIdentity], tables: [WatchedTable], signature: String, keyTypes: [String],
        keys: SQL, states: SQL, items: SQL
    ) {
        self.name = name
        self.routes = routes
        self.tables = tables
        self.signature = signature
        self.keyTypes = keyTypes
        self.keys = keys
        self.states = states
        self.items = items
    }
}

/// A table whose rows decide about a collection's versions.
package struct WatchedTable: Sendable {
    package enum Reach: Sendable {
        /// The collection's own table.
        case own
        /// Reached by steps to one row that foreign keys guard: `SELECT key, k0, …` of the items that show a young row.
        case toOne(itemsOfYoungRows: SQL)
        /// Reached otherwise: what changed in it does not tell which items.
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

/// What a route is to the ledger: two routes of one identity are the same route, wherever they stand in the file.
package struct RouteIdentity: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case path, page, layout, tag, everything
        case pagesOf = "pages_of"
    }

    package let kind: Kind
    /// The template, or the collection of `pages_of`.
    package let text: String
    /// The template of `next`; nil: none.
    package let next: String?

    package init(kind: Kind, text: String, next: String? = nil) {
        self.kind = kind
        self.text = text
        self.next = next
    }
}

extension SQL {
    /// Whether a row was written since the last look; ages are compared because transaction ids wrap round.
    ///
    /// Frozen rows older than 2^31 transactions have negative ages (`facts` of PostgreSQL's `age(xid)`). Nearly every row
    /// is older than the horizon, whose age is one for all of a statement, so that is asked first.
    package static func isYoung(_ alias: String) -> SQL {
        SQL(text: "(age(\(alias).xmin) <= (SELECT age(") + .parameter(.horizon)
            + SQL(text: ")) AND age(\(alias).xmin) >= 0)")
    }
}
