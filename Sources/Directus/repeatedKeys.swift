internal import LedgerSQL

extension CollectionCompiler {
    /// `SELECT name, key` of a row whose key another row has, too; nil: the database prevents it.
    ///
    /// A primary key holds for one table. A table that inherits from it and is no partition may repeat a key, and both rows
    /// would be one item, or be joined to one.
    func repeatedKeys(root: JoinedTable) -> SQL? {
        var found: [(table: Table, columns: [String])] = [(root.table, root.table.primaryKey)]
        for row in watched.map(\.row) {
            guard let column = row.chain.columnOfOne else { continue }
            let isKnown = found.contains { $0.table.oid == row.table.oid && $0.columns == [column] }
            if !isKnown { found.append((row.table, [column])) }
        }
        let checks = found.filter { $0.table.hasHeirs == true }.map { table, columns -> SQL in
            let keys = columns.map { table.column($0, of: "t") }
            return """
                (SELECT \(bind: table.name)::text AS name, concat_ws(', ', \(keys.joined(", "))) AS key FROM \(table.sql) AS t
                  WHERE \(keys.map { $0 + " IS NOT NULL" }.joined(" AND ")) GROUP BY \(keys.joined(", ")) HAVING count(*) > 1 LIMIT 1)
                """
        }
        return checks.isEmpty ? nil : checks.joined(" UNION ALL ")
    }
}
