internal import Freshen
internal import LedgerSQL
internal import Text

/// Turns one collection's rule into the statements that yield its items.
///
/// What it needs of a row is asked of `Row`, which joins on demand; the statements are put together at the end, when all
/// joins are known.
final class CollectionCompiler {
    let catalog: Catalog
    /// Every collection's rule, by name: what is shown may be an item of another watched collection.
    let rules: [String: CollectionRule]
    let rule: CollectionRule
    private var aliases = 0
    private var used: [String: Set<Int>] = [:]
    private var watched: [(row: Row, isRuleOnly: Bool)] = []
    private var readingRule = false

    init(_ rule: CollectionRule, rules: [String: CollectionRule], catalog: Catalog) {
        self.rule = rule
        self.rules = rules
        self.catalog = catalog
    }

    func newAlias() -> String {
        aliases += 1
        return "r\(aliases)"
    }

    func table(_ name: String) throws(Failure) -> Table {
        guard let table = catalog.tables[name] else {
            throw .configuration("there is no table \(name) that this role can see", at: rule.name.place)
        }
        return table
    }

    /// The relation behind a field; one that the database cannot follow is refused where the field stands.
    func relation(_ field: FieldName, of table: Table) throws(Failure) -> Relation {
        guard let relation = catalog.relations.relation(of: table.name, field.value) else {
            throw unknown(field, of: table)
        }
        if let obstacle = relation.obstacle(from: table, to: catalog.tables[relation.target]) {
            throw .configuration("\(table.name).\(field.value) cannot be followed: \(obstacle)", at: field.place)
        }
        return relation
    }

    /// A field path's place in the relations: whether its last segment is a column, and the table it ends in.
    func resolve(_ path: Placed<[String]>, from table: Table) throws(Failure) -> Bool {
        var table = table
        for (index, segment) in path.value.enumerated() {
            if index == path.value.count - 1, let column = table.column(segment) {
                use(column, of: table)
                return true
            }
            let relation = try relation(Placed(segment, at: path.place), of: table)
            table = try self.table(relation.target)
        }
        return false
    }

    func use(_ column: Column, of table: Table) {
        used[table.oid, default: []].insert(column.number)
    }

    /// Notes columns by name; one that the table does not have fails as PostgreSQL says.
    func use(_ names: [String?], of table: Table) {
        for column in table.columns where names.contains(column.name) {
            use(column, of: table)
        }
    }

    /// Marks a row's table as one whose changes count.
    func watch(_ row: Row) {
        watched.append((row, readingRule))
    }

    /// Runs `body` for a rule of a collection that is shown here: tables it reads are watched, but which items hang on
    /// their rows is not followed.
    func readingRuleOfShown<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let outer = readingRule
        readingRule = true
        defer { readingRule = outer }
        return try body()
    }

    /// The tables read, the collection's own first, each with how it is reached; the least telling reach wins.
    func watchedTables(root: Row) -> [WatchedTable] {
        var tables: [WatchedTable] = [WatchedTable(oid: root.table.oid, name: root.table.sql, reach: .own)]
        var order: [String] = []
        var ways: [String: [(row: Row, isRuleOnly: Bool)]] = [:]
        for entry in watched {
            if ways[entry.row.table.oid] == nil { order.append(entry.row.table.oid) }
            ways[entry.row.table.oid, default: []].append(entry)
        }
        for oid in order {
            guard let entries = ways[oid], let first = entries.first else { continue }
            tables.append(WatchedTable(oid: oid, name: first.row.table.sql, reach: reach(entries, root: root)))
        }
        return tables
    }

    /// Structure of everything that is named: table oids with their partitions, and number and definition of each column
    /// that is read or leads to other rows.
    func structure(root: Row) -> String {
        let tables = Dictionary(
            ([root] + watched.map(\.row)).map { ($0.table.oid, $0.table) }, uniquingKeysWith: { first, _ in first })
        return tables.values.sorted { $0.oid < $1.oid }.map { table in
            let columns = table.columns.filter { used[table.oid]?.contains($0.number) == true || hashes(table, $0) }
            return "\(table.oid)(\(table.children.joined(separator: ",")))"
                + columns.map { "\($0.number):\($0.definition)" }.joined(separator: ",")
        }.joined(separator: ";")
    }

    private func hashes(_ table: Table, _ column: Column) -> Bool {
        table.primaryKey.contains(column.name)
    }

    private func reach(_ entries: [(row: Row, isRuleOnly: Bool)], root: Row) -> WatchedTable.Reach {
        guard entries.allSatisfy({ $0.row.isGuardedToOne && !$0.isRuleOnly }) else { return .whole }
        let young = entries.map { $0.row.leadsToYoung(from: "young") }.joined(" OR ")
        return .toOne(
            itemsOfYoungRows: "SELECT " + keyColumns(of: root.table, alias: "young") + " FROM " + root.table.sql
                + " AS young WHERE " + young)
    }

    private func unknown(_ field: FieldName, of table: Table) -> Failure {
        let known = table.columns.map(\.name) + catalog.relations.fields(of: table.name)
        let hint = didYouMean(field.value, among: known)
        if table.column(field.value) != nil {
            return .configuration("\(table.name).\(field.value) is a column, not a relation", at: field.place)
        }
        let claimants = catalog.relations.claimants(of: table.name, field.value)
        guard claimants.isEmpty else {
            return .configuration(
                "\(table.name).\(field.value) could be "
                    + claimants.map { "\(field.value).\($0)" }.joined(separator: " or ")
                    + ": name the one that is meant in directus_relations", at: field.place)
        }
        return .configuration("\(table.name) has no field \(field.value)\(hint)", at: field.place)
    }
}

/// `key, k0, k1, …` of a table's rows under an alias.
func keyColumns(of table: Table, alias: String) -> SQL {
    let columns = table.primaryKey.map { SQL(trusted: alias + ".") + "\(name: $0)" }
    let typed = columns.enumerated().map { $1 + SQL(trusted: " AS k\($0)") }.joined(", ")
    return keyExpression(columns) + " AS key, " + typed
}
