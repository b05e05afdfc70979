internal import Freshen
internal import LedgerSQL

/// The value of a function, as a column of the type that it has.
struct FunctionValue {
    let sql: SQL
    let column: Column
}

extension CollectionCompiler {
    /// The value of a function of a field of `row`.
    ///
    /// `count` of a relation counts the rows that fulfil `counted`. By default it counts all rows, hidden ones included,
    /// as the API does in filters and in sort.
    func value(
        of function: FieldFunction, _ row: JoinedTable, at place: Place,
        counted: (GroupedSubselect) throws(Failure) -> SQL = { _ in "TRUE" }
    ) throws(Failure) -> FunctionValue {
        guard let column = row.table.column(function.field) else {
            let field = Placed(function.field, at: place)
            let relation = try relation(field, of: row.table)
            guard function.name == .count, relation.isToMany else { throw unfit(function, "is a relation", row, place) }
            let group = try row.joinGrouped(field.value, relation, in: self)
            let count = group.output("count(*) FILTER (WHERE " + (try counted(group)) + ")")
            return FunctionValue(sql: "coalesce(" + count + ", 0)", column: .function("bigint"))
        }
        use(column, of: row.table)
        let value = row.column(column.name)
        switch function.name {
        case .count:
            guard column.type == .json else { throw unfit(function, "is no json", row, place) }
            let list = value + "::jsonb"
            return FunctionValue(
                sql: "CASE WHEN jsonb_typeof(" + list + ") = 'array' THEN jsonb_array_length(" + list + ") END",
                column: .function("integer"))
        case .json:
            guard column.type == .json else { throw unfit(function, "is no json", row, place) }
            return FunctionValue(
                sql: "(" + value + "::json #> \(bind: function.path)::text[])", column: .function("json"))
        case .year, .month, .week, .day, .weekday, .hour, .minute, .second:
            guard column.type.isTemporal || column.type == .time else {
                throw unfit(function, "is no date", row, place)
            }
            let part = SQL(trusted: function.name == .weekday ? "DOW" : function.name.rawValue)
            let moment = column.type == .timestamptz ? value + " AT TIME ZONE 'UTC'" : value
            return FunctionValue(
                sql: "EXTRACT(" + part + " FROM " + moment + ")", column: .function("numeric"))
        }
    }

    private func unfit(_ function: FieldFunction, _ why: String, _ row: JoinedTable, _ place: Place) -> Failure {
        .configuration("\(row.table.name).\(function.field) \(why): it has no \(function.name.rawValue)()", at: place)
    }
}

extension Column {
    /// A value that is computed, with the type that PostgreSQL gives it.
    static func function(_ typeName: String) -> Column {
        let types: [String: ColumnType] = ["bigint": .integer, "integer": .integer, "json": .json]
        return Column(
            name: "", number: 0, typeName: typeName, type: types[typeName] ?? .numeric, definition: typeName)
    }
}
