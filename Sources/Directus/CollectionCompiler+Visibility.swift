internal import Freshen
internal import LedgerSQL

extension CollectionCompiler {
    /// The visibility of `row` by its collection's rule.
    func visibility(of row: JoinedTable, by rule: CollectionRule) throws(Failure) -> Visibility {
        guard try multipliesRows(rule.visible, of: row.table) else {
            return try visibility(of: row, by: rule, condition: { $0 }, due: { $0 })
        }
        let group = row.joinSelfGrouped(purpose: "visible", in: self)
        return try visibility(
            of: group.row, by: rule, condition: { group.output("bool_or(" + $0 + ")") },
            due: { group.output("min(" + $0 + ")") })
    }

    private func visibility(
        of row: JoinedTable, by rule: CollectionRule, condition: (SQL) -> SQL, due: (SQL) -> SQL
    ) throws(Failure) -> Visibility {
        let atLook = condition(try self.condition(rule.visible, row, rule, .atLook))
        let instants = try flipInstants(rule.visible, row, rule)
        guard !instants.isEmpty else { return Visibility(atLook: isTrue(atLook), maybeFlipped: nil, due: nil) }
        let atSome = isTrue(condition(try self.condition(rule.visible, row, rule, .atSomeInstant)))
        let atEvery = isTrue(condition(try self.condition(rule.visible, row, rule, .atEveryInstant)))
        return Visibility(
            atLook: isTrue(atLook), maybeFlipped: "(" + atSome + " AND NOT " + atEvery + ")",
            due: due(earliest(instants)))
    }

    /// The condition that `filter` puts on `row`; null where a comparison with null decides.
    private func condition(
        _ filter: Filter, _ row: JoinedTable, _ rule: CollectionRule, _ range: NowRange
    ) throws(Failure) -> SQL {
        switch filter {
        case .and(let parts): return try conditions(parts, joinedBy: " AND ", row, rule, range)
        case .or(let parts): return try conditions(parts, joinedBy: " OR ", row, rule, range)
        case .compare(let comparison):
            return try compiled(comparison, row, rule) { compiler throws(Failure) in try compiler.condition(range) }
        case .under(let field, let inner): return try condition(inner, try related(field, of: row), rule, range)
        case .some(let field, let inner): return try some(field, inner, row, rule, range)
        case .none(let field, let inner): return "NOT " + (try some(field, inner, row, rule, range.negated))
        }
    }

    private func conditions(
        _ parts: [Filter], joinedBy word: String, _ row: JoinedTable, _ rule: CollectionRule, _ range: NowRange
    ) throws(Failure) -> SQL {
        guard !parts.isEmpty else { return "TRUE" }
        let conditions = try parts.map { part throws(Failure) in try condition(part, row, rule, range) }
        return "(" + conditions.joined(word) + ")"
    }

    private func some(
        _ field: FieldName, _ inner: Filter, _ row: JoinedTable, _ rule: CollectionRule, _ range: NowRange
    ) throws(Failure) -> SQL {
        let group = try quantified(field, of: row)
        let found = try condition(inner, group.row, rule, range)
        return "coalesce(" + group.output("bool_or(" + isTrue(found) + ")") + ", FALSE)"
    }

    /// The instants at which a condition of `filter` can change.
    private func flipInstants(_ filter: Filter, _ row: JoinedTable, _ rule: CollectionRule) throws(Failure) -> [SQL] {
        switch filter {
        case .and(let parts), .or(let parts):
            return try parts.map { part throws(Failure) in try flipInstants(part, row, rule) }.flatMap { $0 }
        case .compare(let comparison):
            return try compiled(comparison, row, rule) { compiler throws(Failure) in try compiler.flipInstants() }
        case .under(let field, let inner): return try flipInstants(inner, try related(field, of: row), rule)
        case .some(let field, let inner), .none(let field, let inner):
            let group = try quantified(field, of: row)
            return try flipInstants(inner, group.row, rule).map { group.output("min(" + $0 + ")") }
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
        _ comparison: Comparison, _ row: JoinedTable, _ rule: CollectionRule,
        _ body: (ComparisonCompiler) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let field = comparison.field
        guard let column = row.table.column(field.value) else {
            let related = try related(field, of: row)
            return try compiled(comparison.onKey(of: related.table), related, rule, body)
        }
        use(column, of: row.table)
        return try body(
            ComparisonCompiler(
                comparison: comparison, column: column, value: row.column(column.name),
                name: "\(row.table.name).\(column.name)", zone: rules[row.table.name]?.zone ?? rule.zone))
    }

    /// The row, or each of the rows, that a field without quantifier leads to.
    private func related(_ field: FieldName, of row: JoinedTable) throws(Failure) -> JoinedTable {
        let relation = try relation(field, of: row.table)
        return relation.isToMany
            ? try row.joinEach(field.value, relation, in: self) : try row.joinOne(field.value, relation, in: self)
    }

    /// The rows below a quantifier, separate from those of every other one.
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

extension Comparison {
    /// The same comparison on a related row's primary key, which is what Directus takes a bare relational field for.
    fileprivate func onKey(of table: Table) throws(Failure) -> Comparison {
        guard let key = table.primaryKey.first else {
            throw .configuration("\(table.name) has no primary key to compare", at: field.place)
        }
        return Comparison(field: Placed(key, at: field.place), op: op, operand: operand, place: place, zone: zone)
    }
}
