internal import Freshen
internal import LedgerSQL

/// Whether a visitor sees a row, as SQL: at N, at some instant since the last look, throughout, and when that can change.
struct Visibility {
    let at: SQL
    /// True where it may have changed since the last look although nothing was written; nil: no date in the rule.
    let maybeFlipped: SQL?
    /// The first instant after N at which `at` can change; nil: never.
    let due: SQL?
}

extension CollectionCompiler {
    /// The visibility of `row` by its collection's rule.
    func visibility(of row: Row, by rule: CollectionRule) throws(Failure) -> Visibility {
        guard try fansOut(rule.visible, table: row.table) else {
            return try visibility(of: row, by: rule) {
                $0
            } due: {
                $0
            }
        }
        let group = row.grouped(purpose: "visible", in: self)
        return try visibility(of: group.row, by: rule) {
            group.output("bool_or(" + $0 + ")")
        } due: {
            group.output("min(" + $0 + ")")
        }
    }

    private func visibility(
        of row: Row, by rule: CollectionRule, condition: (SQL) -> SQL, due: (SQL) -> SQL
    ) throws(Failure) -> Visibility {
        let at = condition(try self.condition(rule.visible, row, rule, .at))
        let flips = try self.flips(rule.visible, row, rule)
        guard !flips.isEmpty else { return Visibility(at: isTrue(at), maybeFlipped: nil, due: nil) }
        let maybe = isTrue(condition(try self.condition(rule.visible, row, rule, .maybe)))
        let surely = isTrue(condition(try self.condition(rule.visible, row, rule, .surely)))
        return Visibility(
            at: isTrue(at), maybeFlipped: "(" + maybe + " AND NOT " + surely + ")", due: due(earliest(flips)))
    }

    /// The condition that `filter` puts on `row`; null where a comparison with null decides.
    private func condition(
        _ filter: Filter, _ row: Row, _ rule: CollectionRule, _ span: Span
    ) throws(Failure) -> SQL {
        switch filter {
        case .and(let parts): return try all(parts, " AND ", row, rule, span)
        case .or(let parts): return try all(parts, " OR ", row, rule, span)
        case .compare(let comparison):
            return try compared(comparison, row, rule) { one throws(Failure) in try one.condition(span) }
        case .under(let field, let inner): return try condition(inner, try related(field, of: row), rule, span)
        case .some(let field, let inner): return try some(field, inner, row, rule, span)
        case .none(let field, let inner): return "NOT " + (try some(field, inner, row, rule, span.negated))
        }
    }

    private func all(
        _ parts: [Filter], _ word: String, _ row: Row, _ rule: CollectionRule, _ span: Span
    ) throws(Failure) -> SQL {
        guard !parts.isEmpty else { return "TRUE" }
        var conditions: [SQL] = []
        for part in parts {
            conditions.append(try condition(part, row, rule, span))
        }
        return "(" + conditions.joined(word) + ")"
    }

    private func some(
        _ field: FieldName, _ inner: Filter, _ row: Row, _ rule: CollectionRule, _ span: Span
    ) throws(Failure) -> SQL {
        let group = try quantified(field, of: row)
        let found = try condition(inner, group.row, rule, span)
        return "coalesce(" + group.output("bool_or(" + isTrue(found) + ")") + ", FALSE)"
    }

    private func flips(_ filter: Filter, _ row: Row, _ rule: CollectionRule) throws(Failure) -> [SQL] {
        switch filter {
        case .and(let parts), .or(let parts):
            var flips: [SQL] = []
            for part in parts {
                flips += try self.flips(part, row, rule)
            }
            return flips
        case .compare(let comparison):
            return try compared(comparison, row, rule) { one throws(Failure) in try one.flips() }
        case .under(let field, let inner): return try flips(inner, try related(field, of: row), rule)
        case .some(let field, let inner), .none(let field, let inner):
            let group = try quantified(field, of: row)
            return try flips(inner, group.row, rule).map { group.output("min(" + $0 + ")") }
        }
    }

    /// Whether the filter has a condition on a to-many field without `_some` or `_none`: such conditions hold for one
    /// and the same row of many, so they are decided by a join.
    private func fansOut(_ filter: Filter, table: Table) throws(Failure) -> Bool {
        switch filter {
        case .and(let parts), .or(let parts):
            for part in parts where try fansOut(part, table: table) {
                return true
            }
            return false
        case .compare(let comparison):
            return table.column(comparison.field.value) == nil
                && catalog.relations.relation(of: table.name, comparison.field.value)?.isToMany == true
        case .under(let field, let inner):
            let relation = try relation(field, of: table)
            if relation.isToMany { return true }
            return try fansOut(inner, table: self.table(relation.target))
        case .some, .none: return false
        }
    }

    private func compared<Result>(
        _ comparison: Comparison, _ row: Row, _ rule: CollectionRule,
        _ body: (ComparisonCompiler) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let field = comparison.field
        guard let column = row.table.column(field.value) else {
            return try compared(
                comparison.onKey(of: try related(field, of: row)), try related(field, of: row), rule, body)
        }
        use(column, of: row.table)
        return try body(
            ComparisonCompiler(
                comparison: comparison, column: column, value: row.column(column.name),
                name: "\(row.table.name).\(column.name)", zone: rules[row.table.name]?.zone ?? rule.zone))
    }

    /// The row, or the rows, that a field without quantifier leads to.
    private func related(_ field: FieldName, of row: Row) throws(Failure) -> Row {
        let relation = try relation(field, of: row.table)
        return relation.isToMany
            ? try row.fan(field.value, relation, in: self) : try row.one(field.value, relation, in: self)
    }

    /// The rows below a quantifier, apart from those of every other one.
    private func quantified(_ field: FieldName, of row: Row) throws(Failure) -> Group {
        let relation = try relation(field, of: row.table)
        guard relation.isToMany else {
            throw .configuration(
                "_some and _none stand below a to-many field, and \(row.table.name).\(field.value) leads to one row",
                at: field.place)
        }
        return try row.group(field.value, purpose: "quantified at \(field.place)", relation, in: self)
    }
}

extension Comparison {
    /// The same comparison on a related row's primary key, which is what Directus takes a bare relational field for.
    fileprivate func onKey(of row: Row) throws(Failure) -> Comparison {
        guard let key = row.table.primaryKey.first else {
            throw .configuration("\(row.table.name) has no primary key to compare", at: field.place)
        }
        return Comparison(field: Placed(key, at: field.place), op: op, operand: operand, place: place, zone: zone)
    }
}

/// A condition that is never null.
func isTrue(_ condition: SQL) -> SQL {
    condition == "TRUE" ? condition : "coalesce(" + condition + ", FALSE)"
}

/// The earliest of several instants, nulls left out.
func earliest(_ instants: [SQL]) -> SQL {
    instants.count == 1 ? instants[0] : "LEAST(" + instants.joined(", ") + ")"
}
