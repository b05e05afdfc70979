/// Finds invalid rows of directus_relations: nothing enforces that the tables and columns that they name exist.
extension Relation {
    /// Why SQL cannot join along the relation from `table` to `target`; nil: it can.
    func obstacle(from table: Table, to target: Table?) -> String? {
        if let column = ownColumn, table.column(column) == nil { return "there is no column \(table.name).\(column)" }
        guard let target else { return "there is no table \(self.target) that the database role can see" }
        guard target.hasRowVersions else {
            return "\(target.name) is a view or foreign table, which has no row versions"
        }
        if let child = target.foreignChild {
            return "the foreign table \(child) is part of \(target.name), and its rows have no versions"
        }
        switch self {
        case .toOne(let column, _, let targetColumn, _):
            return join(column, of: table, targetColumn, of: target)
        case .toMany(_, let foreignKey, let parentColumn, _):
            return join(foreignKey, of: target, parentColumn, of: table)
        case .toAny(_, let collectionColumn, _):
            guard let collection = table.column(collectionColumn) else {
                return "there is no column \(table.name).\(collectionColumn)"
            }
            guard collection.type == .text else { return "\(table.name).\(collectionColumn) is no text" }
            return key(nil, of: target).obstacle
        }
    }

    /// The column that it starts from.
    private var ownColumn: String? {
        switch self {
        case .toOne(let column, _, _, _), .toAny(let column, _, _): column
        case .toMany(_, _, let parentColumn, _): parentColumn
        }
    }

    /// Why `column` of one table cannot be joined with the key of another.
    ///
    /// `keyColumn` is given only for a real foreign key, whose types PostgreSQL has checked.
    private func join(_ column: String, of table: Table, _ keyColumn: String?, of other: Table) -> String? {
        guard let own = table.column(column) else { return "there is no column \(table.name).\(column)" }
        let (key, obstacle) = key(keyColumn, of: other)
        guard let key, obstacle == nil else { return obstacle }
        guard keyColumn != nil || own.isComparable(with: key) else {
            return "\(table.name).\(own.name) is \(own.typeName) and \(other.name).\(key.name) is \(key.typeName)"
        }
        return nil
    }

    private func key(_ name: String?, of table: Table) -> (column: Column?, obstacle: String?) {
        guard name != nil || table.primaryKey.count == 1 else {
            return (
                nil,
                table.primaryKey.isEmpty
                    ? "\(table.name) has no primary key" : "the primary key of \(table.name) has several columns"
            )
        }
        let name = name ?? table.primaryKey[0]
        guard let column = table.column(name) else { return (nil, "there is no column \(table.name).\(name)") }
        return (column, nil)
    }
}

extension Column {
    /// Whether PostgreSQL has an operator `=` for the two types.
    fileprivate func isComparable(with other: Column) -> Bool {
        let numbers: Set<ColumnType> = [.integer, .numeric, .float]
        if type == .other || type == .json { return type == .other && typeName == other.typeName }
        return type == other.type || numbers.isSuperset(of: [type, other.type])
            || type.isTemporal && other.type.isTemporal
    }
}
