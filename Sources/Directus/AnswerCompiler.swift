internal import Freshen
internal import LedgerSQL

/// A part of an answer as SQL: JSON text that is never null, and the instants at which it can change without a write.
struct AnswerPart {
    var json: SQL
    var maybeFlipped: [SQL] = []
    var due: [SQL] = []

    /// Adds the instants at which a condition can change, because the part changes with it.
    mutating func depend(on condition: Visibility) {
        if let maybeFlipped = condition.maybeFlipped { self.maybeFlipped.append(maybeFlipped) }
        if let due = condition.due { self.due.append(due) }
    }

    mutating func depend(on part: AnswerPart) {
        maybeFlipped += part.maybeFlipped
        due += part.due
    }
}

/// Compiles the requested fields of an item into SQL that yields the item as JSON, and adds the joins that it needs.
struct AnswerCompiler {
    let compiler: CollectionCompiler
    /// The time zone in which the API compares columns without time zone.
    let zone: Placed<String>
    /// Whether an item becomes a JSON object; if not, an array of its values, which is shorter and enough for a hash.
    let namesFields: Bool

    /// The item of `row` as JSON.
    ///
    /// In a hash, columns of a wildcard come last, by name and without nulls: then a column that is added and null, or that
    /// takes another place in the table, changes nothing.
    func part(_ object: AnswerObject, of row: JoinedTable) throws(Failure) -> AnswerPart {
        var part = AnswerPart(json: namesFields ? "'{'::text" : "'['::text")
        let own = try ownFields(of: object, row)
        let isOptional = { (field: AnswerField) in !namesFields && field.isColumnOfWildcard }
        let value = { (field: AnswerField) throws(Failure) -> AnswerPart in
            if let own = own[field.name] { own } else { try self.part(field, of: row) }
        }
        for (index, field) in object.fields.filter({ !isOptional($0) }).enumerated() {
            let value = try value(field)
            let name = (index > 0 ? "," : "") + (namesFields ? jsonString(field.name) + ":" : "")
            part.json = part.json + (name.isEmpty ? "" : " || \(bind: name)") + " || " + value.json
            part.depend(on: value)
        }
        for field in object.fields.filter(isOptional).sorted(by: { $0.name < $1.name }) {
            let value = try value(field)
            let name = ";" + jsonString(field.name) + ":"
            part.json = part.json + " || coalesce(\(bind: name) || nullif(" + value.json + ", 'null'), '')"
            part.depend(on: value)
        }
        part.json = "(" + part.json + (namesFields ? " || '}')" : " || ']')")
        return part
    }

    /// The conditions under which the item of `row` is returned: the permissions' filter and the query's.
    func isAnswered(_ object: AnswerObject, _ filter: Filter, of row: JoinedTable) throws(Failure) -> [Visibility] {
        try [(object.rule, false), (filter, true)].filter { !$0.0.isAlways }.map {
            condition, isOfQuery throws(Failure) in
            try fulfilment(condition, of: row, isOfQuery, purpose: "answered \(isOfQuery)")
        }
    }

    func fulfilment(
        _ filter: Filter, of row: JoinedTable, _ isOfQuery: Bool, purpose: String
    ) throws(Failure) -> Visibility {
        try compiler.fulfilment(
            of: filter, by: row, FilterContext(zone: zone, isOfQuery: isOfQuery), purpose: purpose)
    }

    func part(_ field: AnswerField, of row: JoinedTable) throws(Failure) -> AnswerPart {
        try answered(content(field, of: row), field, of: row)
    }

    /// The part if the reader may see the field of the item, else null.
    func answered(_ part: AnswerPart, _ field: AnswerField, of row: JoinedTable) throws(Failure) -> AnswerPart {
        guard let rule = field.rule else { return part }
        var part = part
        let condition = try fulfilment(rule, of: row, false, purpose: "field \(field.field)")
        part.json = "CASE WHEN " + condition.atLook + " THEN " + part.json + " ELSE 'null' END"
        part.depend(on: condition)
        return part
    }

    private func content(_ field: AnswerField, of row: JoinedTable) throws(Failure) -> AnswerPart {
        switch field.content {
        case .column(let column):
            compiler.use(column, of: row.table)
            return AnswerPart(json: json(column, of: row))
        case .function(let function, let counted):
            return try functionPart(function, counted, of: row)
        case .toOne(let relation, let object, let filter):
            return try toOne(relation, field.field, object, filter, isFlat: false, of: row)
        case .toMany(let relation, let object, let options, let isFlat):
            return try toMany(relation, field, object, options, isFlat: isFlat, of: row)
        case .translation(let relation, let object, let options, let code, let isFlat):
            return try translation(field.field, relation, object, options, code, isFlat: isFlat, of: row).part
        case .toAny(let collectionColumn, let choices):
            return try toAny(field, collectionColumn, choices, of: row)
        }
    }

    private func functionPart(
        _ function: FieldFunction, _ counted: Filter, of row: JoinedTable
    ) throws(Failure) -> AnswerPart {
        var part = AnswerPart(json: "")
        let value = try compiler.value(of: function, row, at: zone.place) { group throws(Failure) in
            let condition = try fulfilment(counted, of: group.row, false, purpose: "counted")
            part.maybeFlipped += condition.maybeFlipped.map { [group.output("bool_or(" + $0 + ")")] } ?? []
            part.due += condition.due.map { [group.output("min(" + $0 + ")")] } ?? []
            return condition.atLook
        }
        let isNumber = value.column.typeName == "integer"
        let text = "(" + value.sql + ")" + (isNumber || value.column.type == .json ? "" : "::text")
        part.json = "coalesce(to_json(" + text + ")::text, 'null')"
        return part
    }

    // MARK: one related item

    private func toOne(
        _ relation: Relation, _ segment: String, _ object: AnswerObject, _ filter: Filter, isFlat: Bool,
        of row: JoinedTable
    ) throws(Failure) -> AnswerPart {
        let related = try row.joinOne(segment, relation, in: compiler)
        var part = try isFlat ? AnswerPart(json: keyJSON(of: related)) : self.part(object, of: related)
        let conditions = try isAnswered(object, filter, of: related)
        let isThere = ([related.exists] + conditions.map(\.atLook)).joined(" AND ")
        part.json = "CASE WHEN " + isThere + " THEN " + part.json + " ELSE 'null' END"
        conditions.forEach { part.depend(on: $0) }
        return part
    }

    private func toAny(
        _ field: AnswerField, _ collectionColumn: String, _ choices: [AnswerContent.AnyChoice], of row: JoinedTable
    ) throws(Failure) -> AnswerPart {
        compiler.use([collectionColumn], of: row.table)
        var part = AnswerPart(json: "'null'")
        var cases: [SQL] = []
        for choice in choices {
            let target = choice.object.table.name
            let one = try toOne(
                choice.relation, "\(field.field):\(target)", choice.object, choice.filter, isFlat: choice.isFlat,
                of: row)
            cases.append(" WHEN \(bind: target)::text THEN " + one.json)
            part.depend(on: one)
        }
        guard !cases.isEmpty else { return part }
        part.json = "CASE " + row.column(collectionColumn) + "::text" + cases.joined("") + " ELSE 'null' END"
        return part
    }

    func keyJSON(of row: JoinedTable) -> SQL {
        row.table.primaryKey.first.flatMap { row.table.column($0) }.map { json($0, of: row) } ?? "'null'"
    }

    // MARK: values

    private func json(_ column: Column, of row: JoinedTable) -> SQL {
        jsonText(
            row.column(column.name), column, special: compiler.catalog.metadata.special(of: row.table.name, column.name)
        )
    }
}

/// A text as JSON.
func jsonString(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": json += "\\" + String(scalar)
        case _ where scalar.value < 0x20:
            json += "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2) + String(scalar.value, radix: 16)
        default: json.unicodeScalars.append(scalar)
        }
    }
    return json + "\""
}
