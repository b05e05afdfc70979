internal import Freshen
internal import LedgerSQL

extension CollectionCompiler {
    /// The visibility of `row`, the collection's own, by `visible` and by what the reader may see.
    func visibility(of row: JoinedTable) throws(Failure) -> Visibility {
        guard access.isOfReader else {
            return try fulfilment(of: rule.visible, by: row, FilterContext(zone: rule.zone), purpose: "visible")
        }
        let both = Filter.and([rule.visible, access.rule(of: row.table.name, asking: [])])
        return try fulfilment(of: both, by: row, FilterContext(zone: zone(of: row.table)), purpose: "visible")
    }

    /// Whether a related row is visible to the reader; nil: always.
    func isSeen(_ row: JoinedTable) throws(Failure) -> Visibility? {
        let rule = access.rule(of: row.table.name, asking: [])
        return rule.isAlways ? nil : try isSeen(row, by: rule, purpose: "seen")
    }

    /// Whether a related row fulfils a rule of the reader; `purpose` distinguishes the rules of one row.
    func isSeen(_ row: JoinedTable, by rule: Filter, purpose: String) throws(Failure) -> Visibility {
        try readingRelatedRule { () throws(Failure) -> Visibility in
            try fulfilment(of: rule, by: row, FilterContext(zone: zone(of: row.table)), purpose: purpose)
        }
    }

    /// The time zone for a table's columns without time zone: the collection's `zone`, else UTC if a reader is named.
    private func zone(of table: Table) -> Placed<String>? {
        rules[table.name]?.zone ?? (access.isOfReader ? Placed("UTC", at: rule.name.place) : nil)
    }

    /// Whether `row` fulfils a filter, and when that can change.
    ///
    /// `purpose` separates filters on the same row that must not share the rows of a to-many relation.
    func fulfilment(
        of filter: Filter, by row: JoinedTable, _ context: FilterContext, purpose: String
    ) throws(Failure) -> Visibility {
        guard try multipliesRows(filter, of: row.table) else {
            return try fulfilment(of: filter, by: row, context, condition: { $0 }, due: { $0 })
        }
        let group = row.joinSelfGrouped(purpose: purpose, in: self)
        return try fulfilment(
            of: filter, by: group.row, context, condition: { group.output("bool_or(" + $0 + ")") },
            due: group.earliest)
    }

    private func fulfilment(
        of filter: Filter, by row: JoinedTable, _ context: FilterContext, condition: (SQL) -> SQL, due: (SQL) -> SQL
    ) throws(Failure) -> Visibility {
        let atLook = condition(try self.condition(filter, row, context, .atLook))
        let instants = try flipInstants(filter, row, context)
        guard !instants.isEmpty else { return Visibility(condition: atLook, maybeFlipped: nil, due: nil) }
        let atSome = isTrue(condition(try self.condition(filter, row, context, .atSomeInstant)))
        let atEvery = isTrue(condition(try self.condition(filter, row, context, .atEveryInstant)))
        return Visibility(
            condition: atLook, maybeFlipped: "(" + atSome + " AND NOT " + atEvery + ")",
            due: due(earliest(instants)))
    }

    /// The condition that `filter` puts on `row`; null if a comparison with null decides.
    private func condition(
        _ filter: Filter, _ row: JoinedTable, _ context: FilterContext, _ range: NowRange
    ) throws(Failure) -> SQL {
        switch filter {
        case .and(let parts): return try conditions(parts, joinedBy: " AND ", row, context, range)
        case .or(let parts): return try conditions(parts, joinedBy: " OR ", row, context, range)
        case .compare(let comparison):
            return try compiled(comparison, row, context) { compiler throws(Failure) in try compiler.condition(range) }
        case .under(let field, let inner): return try condition(inner, try related(field, of: row), context, range)
        case .some(let field, let inner): return try some(field, inner, row, context, range)
        case .none(let field, let inner): return "NOT " + (try some(field, inner, row, context, range.negated))
        }
    }

    private func conditions(
        _ parts: [Filter], joinedBy word: String, _ row: JoinedTable, _ context: FilterContext, _ range: NowRange
    ) throws(Failure) -> SQL {
        guard !parts.isEmpty else { return "TRUE" }
        let conditions = try parts.map { part throws(Failure) in try condition(part, row, context, range) }
        return "(" + conditions.joined(word) + ")"
    }

    private func some(
        _ field: FieldName, _ inner: Filter, _ row: JoinedTable, _ context: FilterContext, _ range: NowRange
    ) throws(Failure) -> SQL {
        let group = try quantified(field, of: row)
        let found = try condition(inner, group.row, context, range)
        return group.any(isTrue(found))
    }

    /// The instants at which a condition of `filter` can change.
    private func flipInstants(_ filter: Filter, _ row: JoinedTable, _ context: FilterContext) throws(Failure) -> [SQL] {
        switch filter {
        case .and(let parts), .or(let parts):
            return try parts.map { part throws(Failure) in try flipInstants(part, row, context) }.flatMap { $0 }
        case .compare(let comparison):
            return try compiled(comparison, row, context) { compiler throws(Failure) in try compiler.flipInstants() }
        case .under(let field, let inner): return try flipInstants(inner, try related(field, of: row), context)
        case .some(let field, let inner), .none(let field, let inner):
            let group = try quantified(field, of: row)
            return try flipInstants(inner, group.row, context).map(group.earliest)
        }
    }

    /// Whether the filter has a condition on a to-many field without `_some` or `_none`.
    ///
    /// All such conditions are about the same related row, so they are decided by a join.
    private func multipliesRows(_ filter: Filter, of table: Table) throws(Failure) -> Bool {
        switch filter {
        case .and(let parts), .or(let parts):
            for part in parts where try multipliesRows(part, of: table) {
                return true
            }
            return false
        case .compare(let comparison):
            return table.column(comparison.field.value) == nil
                && catalog.relations.relation(of: table.name, comparison.field.value)?.isToMany == true
        case .under(let field, let inner):
            let relation = try relation(field, of: table)
            if relation.isToMany { return true }
            return try multipliesRows(inner, of: self.table(relation.target))
        case .some, .none: return false
        }
    }

    private func compiled<Result>(
        _ comparison: Comparison, _ row: JoinedTable, _ context: FilterContext,
        _ body: (ComparisonCompiler) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let field = comparison.field
        if let function = row.table.function(field.value) {
            return try body(bound(comparison.compiler(of: value(of: function, row, at: field.place), context), row))
        }
        guard let column = row.table.column(field.value) else {
            let related = try related(field, of: row)
            return try compiled(comparison.onKey(of: related.table), related, context, body)
        }
        use(column, of: row.table)
        let compiler = ComparisonCompiler(
            comparison: comparison, column: column, value: row.column(column.name),
            name: "\(row.table.name).\(column.name)", zone: rules[row.table.name]?.zone ?? context.zone,
            isOfQuery: context.isOfQuery)
        return try body(bound(compiler, row))
    }

    /// The comparison with the values of a parameter, where the operand is one; gives `row` a row for each value.
    private func bound(_ compiler: ComparisonCompiler, _ row: JoinedTable) throws(Failure) -> ComparisonCompiler {
        guard case .parameter(let rank) = compiler.comparison.operand, let parameters else { return compiler }
        row.select.joinParameter(rank)
        return try parameters.bound(compiler, to: rank)
    }

    /// The row, or each of the rows, that a field without `_some` or `_none` leads to.
    func related(_ field: FieldName, of row: JoinedTable) throws(Failure) -> JoinedTable {
        let relation = try relation(field, of: row.table)
        return relation.isToMany
            ? try row.joinEach(field.value, relation, in: self) : try row.joinOne(field.value, relation, in: self)
    }

    /// The rows below `_some` or `_none`, separate from those of every other one.
    private func quantified(_ field: FieldName, of row: JoinedTable) throws(Failure) -> GroupedSubselect {
        let relation = try relation(field, of: row.table)
        guard relation.isToMany else {
            throw .configuration(
                "_some and _none stand below a to-many field, and \(row.table.name).\(field.value) leads to one row",
                at: field.place)
        }
        return try row.joinGrouped(field.value, purpose: "quantified at \(field.place)", relation, in: self)
    }
}

/// What a filter is compiled for.
struct FilterContext {
    /// The time zone for columns without time zone; nil: none is known.
    let zone: Placed<String>?
    /// Whether the filter is part of a query: there the API refuses more than in a permission.
    var isOfQuery = false
}

extension Comparison {
    /// The comparison with a function's value.
    fileprivate func compiler(of value: FunctionValue, _ context: FilterContext) -> ComparisonCompiler {
        ComparisonCompiler(
            comparison: self, column: value.column, value: value.sql, name: field.value, zone: context.zone,
            isOfQuery: context.isOfQuery)
    }

    /// The same comparison on a related row's primary key, for which a relational field stands in Directus.
    fileprivate func onKey(of table: Table) throws(Failure) -> Comparison {
        guard let key = table.primaryKey.first else {
            throw .configuration("\(table.name) has no primary key to compare", at: field.place)
        }
        return Comparison(field: Placed(key, at: field.place), op: op, operand: operand, place: place, zone: zone)
    }
}
