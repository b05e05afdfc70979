internal import Freshen
internal import LedgerSQL

/// Nested lists: the requested items of a to-many relation, in the order in which the API returns them.
extension AnswerCompiler {
    /// The items as a JSON array; in a hash also the versions of items whose order is undefined (`ties`).
    func toMany(
        _ relation: Relation, _ field: AnswerField, _ object: AnswerObject, _ options: QueryOptions, isFlat: Bool,
        of row: JoinedTable
    ) throws(Failure) -> AnswerPart {
        let group = try row.joinGrouped(field.field, relation, in: compiler)
        let item = try isFlat ? AnswerPart(json: keyJSON(of: group.row)) : part(object, of: group.row)
        let conditions = try isAnswered(object, options.filter, of: group.row)
        let sort = sort(options.sort, relation, group.row)
        let order = try sort.map { key throws(Failure) in try orderTerm(key, of: group.row) }
        let filter: SQL =
            conditions.isEmpty ? "" : " FILTER (WHERE " + conditions.map(\.atLook).joined(" AND ") + ")"
        let tie = group.row.table.primaryKey.map(group.row.column)
        // The order must not depend on how rows are stored; a junction table may have no key.
        let places = tie.isEmpty ? order + [item.json] : order + tie
        let bounds = try bounds(options, of: row)
        let gathered = { (value: SQL) in
            bounds.cut(group.output("array_agg(" + value + " ORDER BY " + places.joined(", ") + ")" + filter))
        }
        let items = gathered(item.json)
        let list: SQL
        if let again = try sortedAgain(sort.first, object, relation, of: group.row) {
            list =
                "(SELECT string_agg(item, ',' ORDER BY " + again.order + ") FROM unnest(" + items + ", "
                + gathered(again.value) + ") WITH ORDINALITY AS answered(item, value, place))"
        } else {
            list = "array_to_string(" + items + ", ',')"
        }
        let values = try sort.map { key throws(Failure) in try sortValue(key, of: group.row) }
        let isOrdered = sort.contains { $0.path.value == group.row.table.primaryKey }
        let ties = isOrdered || namesFields ? "" : ties(values, filter, group)
        var part = AnswerPart(json: "('[' || coalesce(" + list + ", '') || ']'" + ties + ")")
        let all = conditions.compactMap(\.maybeFlipped) + item.maybeFlipped
        part.maybeFlipped = all.map(group.any)
        part.due = (conditions.compactMap(\.due) + item.due).map(group.earliest)
        return part
    }

    /// The row versions of all items, if some have equal sort values, as a further part of a hash.
    ///
    /// Directus returns such items in any order, and a write to one of them may change the order.
    func ties(_ values: [SQL], _ filter: SQL, _ group: GroupedSubselect) -> SQL {
        let keys = group.row.table.primaryKey
        let writes =
            "CASE WHEN count(*)" + filter + " > count(DISTINCT ROW(" + values.joined(", ") + "))" + filter
            + " THEN string_agg(" + group.row.keyText + " || ' ' || " + group.row.column("xmin")
            + "::text, ',' ORDER BY "
            + (keys.isEmpty ? [group.row.column("xmin") + "::text"] : keys.map(group.row.column)).joined(", ")
            + ")" + filter + " END"
        return " || coalesce(" + group.output(writes) + ", '')"
    }
}
