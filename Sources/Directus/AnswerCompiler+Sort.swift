internal import Freshen
internal import LedgerSQL

/// The order in which the API returns items.
extension AnswerCompiler {
    /// The order of a list: the requested one, else by the relation's sort field, the collection's, or the key.
    func sort(_ asked: [SortKey], _ relation: Relation, _ row: JoinedTable) -> [SortKey] {
        guard asked.isEmpty else { return asked }
        let ofRelation: String? = if case .toMany(_, _, _, let sort) = relation { sort } else { nil }
        return defaultSort(of: row.table, ofRelation)
    }

    /// The order of a collection's items where none is requested.
    func defaultSort(of table: Table, _ first: String? = nil) -> [SortKey] {
        let field = first ?? compiler.catalog.metadata.sortFields[table.name] ?? table.primaryKey.first
        return field.map { [SortKey(path: Placed([$0], at: zone.place), isDescending: false)] } ?? []
    }

    /// A term of ORDER BY; if a to-many relation yields several values, the one that comes first in the order counts.
    func orderTerm(_ key: SortKey, of row: JoinedTable) throws(Failure) -> SQL {
        try sortValue(key, of: row) + key.direction
    }

    func sortValue(_ key: SortKey, of row: JoinedTable) throws(Failure) -> SQL {
        try sortValue(key, key.path.value[...], of: row)
    }

    private func sortValue(_ key: SortKey, _ path: ArraySlice<String>, of row: JoinedTable) throws(Failure) -> SQL {
        guard let segment = path.first else { throw Failure(.bug, "a sort key without a field") }
        let field = Placed(segment, at: key.path.place)
        if let function = row.table.function(segment) {
            return try compiler.value(of: function, row, at: field.place).sql
        }
        if path.count == 1, let column = row.table.column(segment) {
            guard column.type != .json, column.typeName != "json" else {
                throw .configuration("\(row.table.name).\(segment) is json, which has no order", at: field.place)
            }
            compiler.use(column, of: row.table)
            return row.column(segment)
        }
        let relation = try compiler.relation(field, of: row.table)
        guard relation.isToMany else {
            let related = try row.joinOne(segment, relation, in: compiler)
            let rest = path.count == 1 ? related.table.primaryKey.prefix(1) : Array(path.dropFirst())[...]
            return try sortValue(key, rest, of: related)
        }
        let group = try row.joinGrouped(segment, relation, in: compiler)
        let rest = path.count == 1 ? group.row.table.primaryKey.prefix(1) : Array(path.dropFirst())[...]
        let value = try sortValue(key, rest, of: group.row)
        return "(" + group.output("array_agg(" + value + " ORDER BY " + value + key.direction + ")") + ")[1]"
    }

    /// The value and the order by which Directus sorts a nested list a second time; nil: the order stays the same.
    ///
    /// It sorts the cut list in JavaScript, by the first sort field alone, and only if it has read that field. Null comes
    /// last; texts are ordered by code unit, decimals and big integers as texts.
    ///
    /// Source: `mergeWithParentItems` in `api/src/database/run-ast/utils`.
    func sortedAgain(
        _ key: SortKey?, _ object: AnswerObject, _ relation: Relation, of row: JoinedTable
    ) throws(Failure) -> (value: SQL, order: SQL)? {
        guard let key, key.path.value.count == 1, let field = key.path.value.first,
            let column = row.table.column(field)
        else { return nil }
        let asked = object.fields.first { $0.name == field }
        guard asked != nil || isReadUnrequested(field, object, relation, of: row.table) else { return nil }
        if let asked, case .toOne = asked.content {
            // In JavaScript no object is less than another, so the order is kept, or reversed by a descending sort.
            let order: SQL = key.isDescending ? "value, place DESC" : "value, place"
            return (try part(asked, of: row).json + " = 'null'", order)
        }
        let order: SQL = key.isDescending ? "value DESC NULLS LAST, place" : "value, place"
        switch column.type {
        case .text, .numeric: return (row.column(field) + "::text COLLATE \"C\"", order)
        case .integer where column.typeName == "bigint": return (row.column(field) + "::text COLLATE \"C\"", order)
        default: return key.isDescending ? (row.column(field), order) : nil
        }
    }

    /// Whether Directus reads a field of a list's items although it is not requested.
    private func isReadUnrequested(
        _ field: String, _ object: AnswerObject, _ relation: Relation, of table: Table
    ) -> Bool {
        let isKey = table.primaryKey.first == field
        let hasNested = object.fields.contains { field in
            switch field.content {
            case .column, .function: false
            case .toOne, .toMany, .translation, .toAny: true
            }
        }
        if case .toMany(_, _, _, let sort) = relation, sort == field { return true }
        return isKey && hasNested
    }
}

extension SortKey {
    /// What follows its value in ORDER BY.
    var direction: SQL { isDescending ? " DESC" : "" }
}
