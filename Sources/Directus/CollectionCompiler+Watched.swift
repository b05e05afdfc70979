internal import Freshen
internal import LedgerSQL

extension CollectionCompiler {
    /// The tables read, the collection's own first, each with how items are found from its rows.
    ///
    /// The items that show a young row are found only if every chain of joins to its table consists of enforced to-one
    /// foreign keys, and none of them serves the rule of a related collection.
    func watchedTables(root: JoinedTable) -> [WatchedTable] {
        ([root] + watched.map(\.row)).forEach { reads.note(ColumnRights.ofVersions, of: $0.table) }
        let joins = Dictionary(grouping: watched) { $0.row.table.oid }
        var found: Set<String> = []
        let related = watched.map(\.row.table).filter { found.insert($0.oid).inserted }.map { table in
            WatchedTable(
                oid: table.oid, name: table.sql, state: table.state, lookup: lookup(joins[table.oid] ?? [], root: root),
                youngRowsOfCandidates: youngRows(joins[table.oid] ?? []), canBeLocked: table.rights == nil)
        }
        let own = WatchedTable(
            oid: root.table.oid, name: root.table.sql, state: root.table.state, lookup: .own,
            canBeLocked: root.table.rights == nil)
        return [own] + related
    }

    private func lookup(_ entries: [Watched], root: JoinedTable) -> WatchedTable.ItemLookup {
        let isTraceable = entries.allSatisfy { $0.row.chain.isEnforcedToOne && !$0.isReadByRelatedRule }
        guard isTraceable else { return .untraceable }
        let rows =
            "SELECT " + root.table.keyColumns(of: "young") + " FROM " + itemRows(of: root.table) + " AS young WHERE "
        let items = { (lead: (JoinChain) -> SQL) -> SQL in
            rows + entries.map { lead($0.row.chain) }.joined(" OR ")
        }
        return .toOne(
            itemsOfYoungRows: items { $0.leadsToYoung(from: "young") },
            itemsOfMissingRows: items { $0.leadsToMissing(from: "young") })
    }

    /// `WatchedTable.youngRowsOfCandidates`: each chain of joins to the table once.
    private func youngRows(_ entries: [Watched]) -> SQL? {
        var chains: [SQL] = []
        for rows in entries.compactMap({ $0.row.chain.youngRowsOfCandidates(printable) }) where !chains.contains(rows) {
            chains.append(rows)
        }
        return chains.isEmpty ? nil : chains.joined(" UNION ")
    }

    /// A hash of the rule's statements, of the structure that they read and of the pages' targets, and hashes that show
    /// which rules changed.
    func signature(
        _ items: SQL, _ lists: [ListSource], _ identities: [RouteIdentity], root: JoinedTable
    ) -> Signature {
        let permissions = (catalog.permissions ?? []).map {
            [$0.collection, $0.rule ?? "", $0.fields ?? ""].joined(separator: "\u{1}")
        }
        return Signature(
            statements: hash(
                of: items, routes: Array(rule.routes.indices),
                lists.map { hash(of: $0.pages) }.joined() + identities.map(\.outline).joined(separator: "\u{4}")),
            file: fnv1a(rule.file),
            permissions: fnv1a((catalog.permissions == nil ? "all" : "") + permissions.joined(separator: "\u{2}")),
            languages: catalog.languages.map { hash(of: $0.relation) } ?? "",
            tables: fnv1a(structure(root: root)), storage: fnv1a(storage(root: root)))
    }

    /// A hash of a route's query, which does not depend on the route's place in the file.
    func hash(of query: SQL) -> String {
        hash(of: query, routes: rule.routes.map { _ in 0 })
    }

    /// A hash of a statement with its bound values, and of `more`.
    private func hash(of statement: SQL, routes: [Int], _ more: String = "") -> String {
        let rendered = statement.rendered(SQL.Context(routes: routes))
        let binds = rendered.parameters.map { $0 ?? "" }.joined(separator: "\u{1}")
        return fnv1a(more + "\u{2}" + rendered.text + "\u{2}" + binds)
    }

    /// The tables with name and definition of each column that is read or is part of a key.
    private func structure(root: JoinedTable) -> String {
        describe(root, { $0.name }, of: { "\($0.name):\($0.definition)" })
    }

    /// Which tables, partitions, columns and files these are: others may hold other rows.
    private func storage(root: JoinedTable) -> String {
        describe(
            root, { "\($0.oid)(\($0.children.joined(separator: ",")))\($0.storage ?? "")" },
            of: { "\($0.number) \($0.name)" })
    }

    private func describe(
        _ root: JoinedTable, _ table: (Table) -> String, of column: (Column) -> String
    ) -> String {
        let tables = Dictionary(
            ([root] + watched.map(\.row)).map { ($0.table.oid, $0.table) }, uniquingKeysWith: { first, _ in first })
        return tables.values.sorted { ($0.schema, $0.name) < ($1.schema, $1.name) }.map { one in
            let columns = one.columns.filter { isUsed($0, of: one) || one.primaryKey.contains($0.name) }
            return table(one) + columns.map(column).joined(separator: ",")
        }.joined(separator: ";")
    }
}

extension RouteIdentity {
    /// All of it as one text.
    fileprivate var outline: String {
        ([kind.rawValue, text, next ?? "", query] + targets).joined(separator: "\u{3}")
    }
}
