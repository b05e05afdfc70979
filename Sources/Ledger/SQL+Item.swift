internal import LedgerSQL

extension SQL {
    /// The ledger's row of the item with a key, to be joined as `alias`.
    static func item(_ alias: String, of collection: Int, _ key: String) -> SQL {
        SQL(
            trusted: """
                freshen.item AS \(alias) ON \(alias).collection = \(collection) AND \(alias).key = \(key) COLLATE "C"
                """)
    }

    /// The same for few keys, each looked up in the index.
    ///
    /// Without statistics, as in a new ledger, the planner would expect a small table and read all of it.
    static func probed(_ alias: String, of collection: Int, _ key: String) -> SQL {
        SQL(
            trusted: """
                LATERAL (SELECT * FROM freshen.item AS i WHERE i.collection = \(collection) AND i.key = \(key) COLLATE "C"
                  OFFSET 0) AS \(alias) ON TRUE
                """)
    }

    /// `SELECT key, k0, k1, …` from `known.key`, a key as the ledger spells it, whose columns have these types.
    ///
    /// The ledger's collation is removed from the key, because it would conflict with that of the collection's columns.
    static func typedKey(_ types: [String]) -> SQL {
        let key = "(known.key COLLATE \"default\")"
        let columns = types.enumerated().map { index, type in
            let text = types.count == 1 ? key : "(known.key::jsonb ->> \(index))"
            return SQL(trusted: ", \(text)::\(type) AS k\(index)")
        }
        return SQL(trusted: "SELECT \(key) AS key") + columns.joined("")
    }
}
