internal import Freshen
internal import LedgerSQL

/// Translations: for each item its values in the language of the page, else in the fallback languages.
extension AnswerCompiler {
    /// What a page shows of the translations of an item.
    struct Translation {
        /// All fields together.
        let part: AnswerPart
        /// The JSON of each field.
        let fields: [String: SQL]
    }

    private var languages: Languages? { compiler.catalog.languages }

    /// The values of an item's own fields that its translations also have: translated, or its own as the last fallback.
    ///
    /// Empty unless `languages` names a base language.
    func ownFields(of object: AnswerObject, _ row: JoinedTable) throws(Failure) -> [String: AnswerPart] {
        guard languages?.hasBase == true else { return [:] }
        var found: [String: AnswerPart] = [:]
        for field in object.fields {
            guard case .translation(let relation, let nested, let options, let code, _) = field.content else {
                continue
            }
            let translated = try translation(field.field, relation, nested, options, code, isFlat: false, of: row)
                .fields
            for own in object.fields {
                guard case .column(let column) = own.content, isTranslated(column, of: object.table),
                    let translation = translated[own.name]
                else { continue }
                // If the reader may not see the field with the translations of this item, the own values are shown.
                let value = try answered(AnswerPart(json: translation), field, of: row)
                var part = try part(own, of: row)
                part.json = "coalesce(nullif(" + value.json + ", 'null'), " + part.json + ")"
                part.depend(on: value)
                found[own.name] = part
            }
        }
        return found
    }

    /// Whether a translation's field of the same name replaces an item's own field.
    ///
    /// It does not where Directus keeps the field for each row, such as its key, its status and its dates.
    private func isTranslated(_ column: Column, of table: Table) -> Bool {
        [.text, .json].contains(column.type) && !table.primaryKey.contains(column.name)
            && compiler.catalog.metadata.archiveFields[table.name] != column.name && column.name != "status"
    }

    /// Chooses from the translations of an item, in a SELECT that has a row for each language.
    func translation(
        _ field: String, _ relation: Relation, _ object: AnswerObject, _ options: QueryOptions, _ code: [String],
        isFlat: Bool, of row: JoinedTable
    ) throws(Failure) -> Translation {
        let group = try row.joinGrouped(field, purpose: "in language", relation, in: compiler)
        let isOfLanguage = try isOfLanguage(code, of: group.row)
        let conditions = try isAnswered(object, options.filter, of: group.row)
        let counted = ([isOfLanguage] + conditions.map(\.atLook)).joined(" AND ")
        let sort = sort(options.sort, relation, group.row)
        let order = try sort.map { key throws(Failure) in try orderTerm(key, of: group.row) }
        let codeText = try self.code(code, of: group.row)
        let places =
            ["array_position(language.codes, " + codeText + ")"] + order
            + group.row.table.primaryKey.map(group.row.column)
        let values = try object.fields.map { field throws(Failure) in try part(field, of: group.row) }
        let chosen = values.map { first($0.json, by: places.joined(", "), if: counted, group) }
        var all = AnswerPart(json: "")
        conditions.forEach { all.depend(on: $0) }
        values.forEach { all.depend(on: $0) }
        all.maybeFlipped = all.maybeFlipped.map(group.any)
        all.due = all.due.map(group.earliest)
        all.json =
            namesFields
            ? listed(object, chosen, isFlat: isFlat, if: exists(counted, group))
            : try "('[' || " + (chosen.isEmpty ? "''" : chosen.joined(" || ',' || ")) + " || ']'"
                + presence(counted, sort, codeText, group) + ")"
        return Translation(
            part: all, fields: Dictionary(zip(object.fields.map(\.name), chosen), uniquingKeysWith: { $1 }))
    }

    /// Whether there is a translation that fulfils a condition.
    private func exists(_ condition: SQL, _ group: GroupedSubselect) -> SQL {
        "coalesce(" + group.output("count(*) FILTER (WHERE " + condition + ") > 0") + ", FALSE)"
    }

    /// The list of the one translation that is answered, if there is any.
    private func listed(_ object: AnswerObject, _ values: [SQL], isFlat: Bool, if exists: SQL) -> SQL {
        let members = zip(object.fields, values).map { field, value -> SQL in
            isFlat ? value : "\(bind: jsonString(field.name) + ":")::text || " + value
        }
        let (begin, end): (SQL, SQL) = isFlat ? ("'['", "']'") : ("'[{'", "'}]'")
        let all = members.isEmpty ? "''" : members.joined(" || ',' || ")
        return "CASE WHEN " + exists + " THEN " + begin + " || " + all + " || " + end + " ELSE '[]' END"
    }

    /// The value of the first translation, or with `fallback: field` the first that is not null.
    private func first(_ value: SQL, by order: SQL, if condition: SQL, _ group: GroupedSubselect) -> SQL {
        let counted = condition + (languages?.fallback == .field ? " AND " + value + " <> 'null'" : "")
        let all = "array_agg(" + value + " ORDER BY " + order + ") FILTER (WHERE " + counted + ")"
        return "coalesce(" + group.output("(" + all + ")[1]") + ", 'null')"
    }

    /// Whether there is a translation, and the row versions of translations in one language whose order is undefined.
    private func presence(
        _ isAnswered: SQL, _ sort: [SortKey], _ code: SQL, _ group: GroupedSubselect
    ) throws(Failure) -> SQL {
        let filter = " FILTER (WHERE " + isAnswered + ")"
        let keys = group.row.table.primaryKey
        let sorted = try sort.filter { $0.path.value != keys }.map { key throws(Failure) in
            try sortValue(key, of: group.row)
        }
        let presence: SQL = languages?.hasBase == true ? "" : " || " + exists(isAnswered, group) + "::text"
        return presence + ties([code] + sorted, filter, group)
    }

    /// Whether a translation is in the language of a page, or in one of its fallbacks.
    ///
    /// Gives the SELECT of `row` a row for each language.
    private func isOfLanguage(_ code: [String], of row: JoinedTable) throws(Failure) -> SQL {
        let condition = try self.code(code, of: row) + " = ANY (language.codes)"
        // `language` is joined before any other table, so its join condition can use a code in `row` alone. A code in
        // another table is tested by the returned condition.
        row.select.joinLanguages(on: code.count == 1 ? condition : "TRUE")
        return code.count == 1 ? "TRUE" : condition
    }

    /// The language's code of a translation.
    func code(_ path: [String], of row: JoinedTable) throws(Failure) -> SQL {
        var row = row
        for segment in path.dropLast() {
            row = try compiler.related(Placed(segment, at: zone.place), of: row)
        }
        compiler.use([path.last], of: row.table)
        return row.column(path.last ?? "") + "::text COLLATE \"C\""
    }
}
