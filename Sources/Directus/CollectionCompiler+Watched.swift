internal import Freshen
internal import LedgerSQL

extension CollectionCompiler {
    /// The tables read, the collection's own first, each with how items are found from its rows.
    ///
    /// From its young rows items can be found only if each chain of joins to the table allows it.
    func watchedTables(root: JoinedTable) -> [WatchedTable] {
        var tables: [WatchedTable] = [WatchedTable(oid: root.table.oid, name: root.table.sql, lookup: .own)]
        var order: [String] = []
        var joins: [String: [Watched]] = [:]
        for entry in watched {
            if joins[entry.row.table.oid] == nil { order.append(entry.row.table.oid) }
            joins[entry.row.table.oid, default: []].append(entry)
        }
        for oid in order {
            guard let entries = joins[oid], let first = entries.first else { continue }
            tables.append(WatchedTable(oid: oid, name: first.row.table.sql, lookup: lookup(entries, root: root)))
        }
        return tables
    }

    private func lookup(_ entries: [Watched], root: JoinedTable) -> WatchedTable.ItemLookup {
        let isTraceable = entries.allSatisfy { $0.row.chain.isEnforcedToOne && !$0.isReadByRelatedRule }
        guard isTraceable else { return .untraceable }
        let young = entries.map { $0.row.chain.leadsToYoung(from: "young") }.joined(" OR ")
        return .toOne(
            itemsOfYoungRows: "SELECT " + root.table.keyColumns(of: "young") + " FROM " + root.table.sql
                + " AS young WHERE " + young)
    }

    /// A hash of the rule's statements and of the structure that they read.
    func signature(_ items: SQL, root: JoinedTable) -> String {
        let rendered = items.rendered(SQL.Context(routes: Array(rule.routes.indices)))
        let binds = rendered.parameters.map { $0 ?? "" }.joined(separator: "\u{1}")
        return fnv1a(structure(root: root) + "\u{2}" + rendered.text + "\u{2}" + binds)
    }

    /// Table oids with their partitions, and number and definition of each column that is read or is part of a key.
    private func structure(root: JoinedTable) -> String {
        let tables = Dictionary(
            ([root] + watched.map(\.row)).map { ($0.table.oid, $0.table) }, uniquingKeysWith: { first, _ in first })
        return tables.values.sorted { $0.oid < $1.oid }.map { table in
            let columns = table.columns.filter { isUsed($0, of: table) || table.primaryKey.contains($0.name) }
            return "\(table.oid)(\(table.children.joined(separator: ",")))"
                + columns.map { "\($0.number):\($0.definition)" }.joined(separator: ",")
        }.joined(separator: ";")
    }
}

/// FNV-1a of 64 bits in hexadecimal: it distinguishes configurations and protects nothing.
private func fnv1a(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
}
