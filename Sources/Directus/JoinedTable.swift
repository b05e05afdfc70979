internal import Freshen
internal import LedgerSQL

/// A table under an alias in a SELECT under construction, from which further tables can be joined.
///
/// A relation to one row is joined in the same SELECT, once for each field. The rows of a to-many relation are grouped in
/// a subselect, or multiply the rows of a SELECT that is grouped anyway.
final class JoinedTable {
    let select: SelectBuilder
    let alias: String
    /// How its rows are found from the candidates.
    let chain: JoinChain
    private let reads: ReadColumns
    /// Its rows, as a relation to read from.
    private let rows: SQL
    private var joinedOne: [String: JoinedTable] = [:]
    private var joinedEach: [String: JoinedTable] = [:]
    private var joinedGrouped: [String: GroupedSubselect] = [:]
    private var joinedElements: [SQL: SQL] = [:]

    init(
        select: SelectBuilder = SelectBuilder(), alias: String, chain: JoinChain, reads: ReadColumns, rows: SQL? = nil
    ) {
        self.select = select
        self.rows = rows ?? chain.table.sql
        self.reads = reads
        reads.note(chain.table.primaryKey, of: chain.table)
        self.alias = alias
        self.chain = chain
    }

    var table: Table { chain.table }

    /// A column of the row, which is noted as read.
    func column(_ name: String) -> SQL {
        reads.note([name], of: table)
        return table.column(name, of: alias)
    }

    /// The collection's items, to be read by a SELECT of their own.
    convenience init(collection table: Table, in compiler: CollectionCompiler) {
        self.init(
            alias: compiler.newAlias(), chain: JoinChain(collection: table), reads: compiler.reads,
            rows: compiler.itemRows(of: table))
    }

    /// The FROM clause: this table with all its joins.
    ///
    /// Read it after all expressions are compiled, because each of them may add a join.
    var from: SQL { " FROM " + rows + SQL(trusted: " AS \(alias)") + select.sql }

    /// Whether there is a row, not the row of nulls of a LEFT JOIN; false where the table has no primary key.
    var exists: SQL { (table.primaryKey.first.map(column) ?? "NULL") + " IS NOT NULL" }

    /// The row's key as text; empty where the table has no primary key.
    var keyText: SQL {
        reads.note(table.primaryKey, of: table)
        return table.key(of: alias)
    }

    var belongsToCandidate: SQL { chain.belongsToCandidate(alias) }

    /// Joins the one row that `relation` leads to; a missing row is a row of nulls.
    func joinOne(
        _ segment: String, _ relation: Relation, in compiler: CollectionCompiler
    ) throws(Failure) -> JoinedTable {
        if let known = joinedOne[segment] { return known }
        let target = try compiler.table(relation.target)
        let row: JoinedTable
        let condition: SQL
        switch relation {
        case .toOne(let column, _, let targetColumn, let isEnforced):
            let key = targetColumn ?? target.singleKey ?? column
            compiler.use([column], of: table)
            compiler.use([key], of: target)
            row = joined(
                target, JoinChain.Step(column: key, parentColumn: column, isEnforced: isEnforced), in: compiler)
            condition = row.column(key) + " " + target.equals(key) + " " + self.column(column)
        case .toAny(let column, let collectionColumn, _):
            let key = target.singleKey ?? column
            compiler.use([column, collectionColumn], of: table)
            row = joined(
                target,
                JoinChain.Step(
                    column: key, parentColumn: column, isText: true, collectionColumn: collectionColumn), in: compiler)
            condition =
                row.column(key) + "::text = " + self.column(column) + "::text AND " + self.column(collectionColumn)
                + " = \(bind: target.name)"
        case .toMany:
            throw Failure(.bug, "the to-many field \(segment) was taken for one that leads to one row")
        }
        select.add("LEFT JOIN " + target.sql + SQL(trusted: " AS \(row.alias) ON ") + condition)
        joinedOne[segment] = row
        return row
    }

    /// Joins each row that a to-many relation leads to, which multiplies this SELECT's rows.
    func joinEach(
        _ segment: String, _ relation: Relation, in compiler: CollectionCompiler
    ) throws(Failure) -> JoinedTable {
        if let known = joinedEach[segment] { return known }
        let many = try ToMany(relation, of: table, in: compiler)
        let row = joined(many.child, many.step, in: compiler)
        select.add(
            "LEFT JOIN " + many.child.sql + SQL(trusted: " AS \(row.alias) ON ") + row.column(many.step.column) + " "
                + many.child.equals(many.step.column) + " " + column(many.step.parentColumn))
        joinedEach[segment] = row
        return row
    }

    /// Joins the rows that a to-many relation leads to, grouped to one row for each of this SELECT's.
    ///
    /// `purpose` separates subselects over the same field that must not share rows (`_some` twice).
    func joinGrouped(
        _ segment: String, purpose: String = "", _ relation: Relation, in compiler: CollectionCompiler
    ) throws(Failure) -> GroupedSubselect {
        if let known = joinedGrouped[segment + "\t" + purpose] { return known }
        let many = try ToMany(relation, of: table, in: compiler)
        let row = joined(many.child, many.step, select: SelectBuilder(), in: compiler)
        let group = GroupedSubselect(row: row, by: [many.step.column], alias: compiler.newAlias(), sort: many.sort)
        select.add(group, on: [column(many.step.parentColumn)])
        joinedGrouped[segment + "\t" + purpose] = group
        return group
    }

    /// Joins this table with itself by its key, grouped by the key: for conditions that multiply rows.
    func joinSelfGrouped(purpose: String, in compiler: CollectionCompiler) -> GroupedSubselect {
        if let known = joinedGrouped["\t" + purpose] { return known }
        let row = JoinedTable(alias: compiler.newAlias(), chain: chain, reads: compiler.reads)
        let group = GroupedSubselect(row: row, by: table.primaryKey, alias: compiler.newAlias(), sort: nil)
        select.add(group, on: table.primaryKey.map(column))
        joinedGrouped["\t" + purpose] = group
        return group
    }

    /// The rows that a to-many relation leads to, in a SELECT from `base`, and the clause that joins them there.
    func joinFromBase(
        _ relation: Relation, _ base: BaseColumns, in compiler: CollectionCompiler
    ) throws(Failure) -> (row: JoinedTable, join: SQL) {
        let many = try ToMany(relation, of: table, in: compiler)
        let row = joined(many.child, many.step, select: SelectBuilder(), in: compiler)
        let condition =
            row.column(many.step.column) + " " + many.child.equals(many.step.column) + " "
            + base.column(column(many.step.parentColumn))
        return (row, "\n  JOIN " + many.child.sql + SQL(trusted: " AS \(row.alias) ON ") + condition)
    }

    /// Joins each element of an array, which multiplies this SELECT's rows; returns the element, null where there is none.
    func joinElements(_ array: SQL, in compiler: CollectionCompiler) -> SQL {
        if let known = joinedElements[array] { return known }
        let (join, element) = elementJoin(array, in: compiler)
        select.add(join)
        joinedElements[array] = element
        return element
    }

    private func joined(
        _ target: Table, _ step: JoinChain.Step, select: SelectBuilder? = nil, in compiler: CollectionCompiler
    ) -> JoinedTable {
        let row = JoinedTable(
            select: select ?? self.select, alias: compiler.newAlias(), chain: JoinChain(target, by: step, from: chain),
            reads: compiler.reads)
        compiler.watch(row)
        return row
    }
}

/// The clause that joins each element of an array, and the element, which is null where there is none.
func elementJoin(_ array: SQL, in compiler: CollectionCompiler) -> (join: SQL, element: SQL) {
    let alias = compiler.newAlias()
    return (
        "LEFT JOIN unnest(" + array + SQL(trusted: ") AS \(alias)(element) ON TRUE"),
        SQL(trusted: "\(alias).element COLLATE \"C\"")
    )
}

/// A to-many relation with the tables and columns that it joins; notes the columns as read.
private struct ToMany {
    let child: Table
    let step: JoinChain.Step
    let sort: String?

    init(_ relation: Relation, of table: Table, in compiler: CollectionCompiler) throws(Failure) {
        guard case .toMany(let name, let foreignKey, let parentColumn, let sort) = relation else {
            throw Failure(.bug, "a field that leads to one row was taken for a to-many field")
        }
        guard let parent = parentColumn ?? table.primaryKey.first else {
            throw Failure(.configuration, "table \(table.name) has no primary key")
        }
        child = try compiler.table(name)
        compiler.use([foreignKey, sort], of: child)
        compiler.use([parent], of: table)
        step = JoinChain.Step(column: foreignKey, parentColumn: parent, isToMany: true)
        self.sort = sort
    }
}
