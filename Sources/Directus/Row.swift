internal import Freshen
internal import LedgerSQL

/// One level of SELECT under construction: its joins, in the order in which they were needed.
final class Select {
    private var joins: [() -> SQL] = []

    func add(_ join: @escaping () -> SQL) {
        joins.append(join)
    }

    /// The joins, each on a line of its own.
    ///
    /// Those of grouped subselects show what was asked of them until now.
    var sql: SQL {
        joins.map { "\n  " + $0() }.joined("")
    }
}

/// A row variable of a SELECT: a table under an alias, from which relations lead on.
///
/// Steps to one row join in the same SELECT, once for each field. Steps to many rows either group in a subselect
/// (`group`) or multiply the rows (`fan`), where the SELECT is grouped anyway.
final class Row {
    let select: Select
    let table: Table
    let alias: String
    /// How rows of this kind are found from the candidates.
    let reach: Reach
    private var single: [String: Row] = [:]
    private var fans: [String: Row] = [:]
    private var groups: [String: Group] = [:]

    /// The chain of steps from the candidates to a row.
    indirect enum Reach {
        case candidates(keyColumns: [String])
        /// Rows whose `column`, as text where `asText`, is among the values of another row's column.
        case step(column: String, from: Row, fromColumn: String, asText: Bool, isGuarded: Bool, isToMany: Bool)
    }

    init(select: Select, table: Table, alias: String, reach: Reach) {
        self.select = select
        self.table = table
        self.alias = alias
        self.reach = reach
    }

    /// A column by its name, spelled as the database spells it: Swift takes `é` and `e` with an accent for the same.
    func column(_ name: String) -> SQL {
        SQL(trusted: alias + ".") + "\(name: table.column(name)?.name ?? name)"
    }

    /// Key of a row of many, as text; empty where the table has no primary key.
    var keyText: SQL {
        keyExpression(table.primaryKey.map(column))
    }

    /// Joins the one row that `relation` leads to; a missing row is a row of nulls.
    func one(_ segment: String, _ relation: Relation, in compiler: CollectionCompiler) throws(Failure) -> Row {
        if let known = single[segment] { return known }
        let row: Row
        switch relation {
        case .toOne(let column, _, let targetColumn, let isGuarded):
            let target = try compiler.table(relation.target)
            let key = targetColumn ?? target.singleKey ?? column
            compiler.use([column], of: table)
            compiler.use([key], of: target)
            row = joined(target, key, to: column, asText: false, isGuarded: isGuarded, in: compiler)
            select.add { [self] in
                "LEFT JOIN \(target.sql) AS \(SQL(trusted: row.alias)) ON \(row.column(key)) = \(self.column(column))"
            }
        case .toAny(let column, let collectionColumn, _):
            let target = try compiler.table(relation.target)
            let key = target.singleKey ?? column
            compiler.use([column, collectionColumn], of: table)
            row = joined(target, key, to: column, asText: true, isGuarded: false, in: compiler)
            select.add { [self] in
                """
                LEFT JOIN \(target.sql) AS \(SQL(trusted: row.alias)) ON \(row.column(key))::text = \(self.column(column))::text \
                AND \(self.column(collectionColumn)) = \(bind: target.name)
                """
            }
        case .toMany:
            throw Failure(.bug, "a to-many field was taken for one that leads to one row: \(segment)")
        }
        single[segment] = row
        compiler.watch(row)
        return row
    }

    /// Joins all rows that a to-many relation leads to, multiplying this SELECT's rows.
    func fan(_ segment: String, _ relation: Relation, in compiler: CollectionCompiler) throws(Failure) -> Row {
        if let known = fans[segment] { return known }
        let (child, foreignKey, parent, _) = try many(relation, in: compiler)
        let row = Row(
            select: select, table: child, alias: compiler.newAlias(),
            reach: .step(
                column: foreignKey, from: self, fromColumn: parent, asText: false, isGuarded: false, isToMany: true))
        select.add { [self] in
            "LEFT JOIN \(child.sql) AS \(SQL(trusted: row.alias)) ON \(row.column(foreignKey)) = \(self.column(parent))"
        }
        fans[segment] = row
        compiler.watch(row)
        return row
    }

    /// Joins the rows that a to-many relation leads to, grouped to one row for each of this SELECT's.
    ///
    /// `purpose` keeps apart groups over the same field that must not share rows (`_some` twice).
    func group(
        _ segment: String, purpose: String = "", _ relation: Relation, in compiler: CollectionCompiler
    ) throws(Failure) -> Group {
        if let known = groups[segment + "\t" + purpose] { return known }
        let (child, foreignKey, parent, sort) = try many(relation, in: compiler)
        let row = Row(
            select: Select(), table: child, alias: compiler.newAlias(),
            reach: .step(
                column: foreignKey, from: self, fromColumn: parent, asText: false, isGuarded: false, isToMany: true))
        let group = Group(row: row, by: [foreignKey], alias: compiler.newAlias(), sort: sort)
        select.add { [self] in group.join(on: [self.column(parent)]) }
        groups[segment + "\t" + purpose] = group
        compiler.watch(row)
        return group
    }

    /// The rows that a to-many relation leads to, in a SELECT of their own over what this one hands up in `exports`:
    /// the first of them, and the join.
    func beyond(
        _ relation: Relation, exports: Exports, in compiler: CollectionCompiler
    ) throws(Failure) -> (row: Row, join: SQL) {
        let (child, foreignKey, parent, _) = try many(relation, in: compiler)
        let row = Row(
            select: Select(), table: child, alias: compiler.newAlias(),
            reach: .step(
                column: foreignKey, from: self, fromColumn: parent, asText: false, isGuarded: false, isToMany: true))
        compiler.watch(row)
        let condition = row.column(foreignKey) + " = " + exports.name(column(parent))
        return (row, "\n  JOIN " + child.sql + SQL(trusted: " AS \(row.alias) ON ") + condition)
    }

    /// Joins this very row again, grouped by its key: where conditions fan out over rows of many.
    func grouped(purpose: String, in compiler: CollectionCompiler) -> Group {
        if let known = groups["\t" + purpose] { return known }
        let row = Row(select: Select(), table: table, alias: compiler.newAlias(), reach: reach)
        let group = Group(row: row, by: table.primaryKey, alias: compiler.newAlias(), sort: nil)
        let keys = table.primaryKey.map(column)
        select.add { group.join(on: keys) }
        groups["\t" + purpose] = group
        return group
    }

    private func joined(
        _ target: Table, _ key: String, to column: String, asText: Bool, isGuarded: Bool,
        in compiler: CollectionCompiler
    ) -> Row {
        Row(
            select: select, table: target, alias: compiler.newAlias(),
            reach: .step(
                column: key, from: self, fromColumn: column, asText: asText, isGuarded: isGuarded, isToMany: false))
    }

    private func many(
        _ relation: Relation, in compiler: CollectionCompiler
    ) throws(Failure) -> (child: Table, foreignKey: String, parent: String, sort: String?) {
        guard case .toMany(let name, let foreignKey, let parentColumn, let sort) = relation else {
            throw Failure(.bug, "a field that leads to one row was taken for a to-many field")
        }
        guard let parent = parentColumn ?? table.primaryKey.first else {
            throw Failure(.configuration, "table \(table.name) has no primary key")
        }
        let child = try compiler.table(name)
        compiler.use([foreignKey, sort], of: child)
        compiler.use([parent], of: table)
        return (child, foreignKey, parent, sort)
    }
}

/// A subselect that groups rows of many to one row a parent.
final class Group {
    let row: Row
    let alias: String
    /// The relation's sort column, where it has one.
    let sort: String?
    private let keys: [String]
    private var outputs: [SQL] = []

    init(row: Row, by keys: [String], alias: String, sort: String?) {
        self.row = row
        self.keys = keys
        self.alias = alias
        self.sort = sort.flatMap { row.table.column($0)?.name }
    }

    /// A column of the subselect that holds `aggregate`; the same aggregate is computed once.
    func output(_ aggregate: SQL) -> SQL {
        let index = outputs.firstIndex(of: aggregate) ?? outputs.count
        if index == outputs.count { outputs.append(aggregate) }
        return SQL(trusted: "\(alias).o\(index)")
    }

    func join(on parents: [SQL]) -> SQL {
        let groupBy = keys.map(row.column).joined(", ")
        let names = keys.indices.map { SQL(trusted: "g\($0)") }
        let selected =
            zip(keys, names).map { row.column($0) + " AS " + $1 }
            + outputs.enumerated().map { $1 + SQL(trusted: " AS o\($0)") }
        let condition = zip(names, parents).map { SQL(trusted: alias + ".") + $0 + " = " + $1 }.joined(" AND ")
        let restriction = SQL.whenRestricted("\n    WHERE " + row.isReached)
        return """
            LEFT JOIN (SELECT \(selected.joined(", "))
                FROM \(row.table.sql) AS \(SQL(trusted: row.alias))\(row.select.sql)\(restriction)
                GROUP BY \(groupBy)) AS \(SQL(trusted: alias)) ON \(condition)
            """
    }
}

/// A key of one or several columns as the ledger spells it: the value's text, or a JSON array of them.
func keyExpression(_ columns: [SQL]) -> SQL {
    switch columns.count {
    case 0: "''"
    case 1: columns[0] + "::text"
    default: "jsonb_build_array(" + columns.joined(", ") + ")::text"
    }
}
