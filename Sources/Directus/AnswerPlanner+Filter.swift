internal import Freshen

/// What a query may filter and sort by.
extension AnswerPlanner {
    /// The options of a list with their filter as the API applies it; refuses fields that the reader may not see.
    func checked(_ options: QueryOptions?, of table: Table) throws(Failure) -> QueryOptions {
        guard var options else { return QueryOptions() }
        options.filter = try checked(options.filter, of: table, isOutermost: true)
        for key in options.sort {
            try check(key.path, of: table)
        }
        return options
    }

    /// The filter as the API applies it: `_some` and `_none` count only visible items, other conditions also hidden ones.
    private func checked(_ filter: Filter, of table: Table, isOutermost: Bool) throws(Failure) -> Filter {
        switch filter {
        case .and(let parts):
            return .and(try checked(parts, of: table, isOutermost))
        case .or(let parts):
            return .or(try checked(parts, of: table, isOutermost))
        case .compare(let comparison):
            try check(Placed([comparison.field.value], at: comparison.field.place), of: table)
            guard catalog.relations.targets(ofAny: comparison.field.value, of: table.name) == nil else {
                throw .configuration(
                    "\(comparison.field.value) leads to several collections: name one, as in item:block_hero",
                    at: comparison.field.place)
            }
            return filter
        case .under(let field, let inner):
            return .under(field, try checked(inner, of: try target(of: field, table), isOutermost: false))
        case .some(let field, let inner):
            return try quantified(field, inner, table, isOutermost).map { .some(field, $0) } ?? .always
        case .none(let field, let inner):
            return try quantified(field, inner, table, isOutermost).map { .none(field, $0) } ?? .always
        }
    }

    private func checked(_ parts: [Filter], of table: Table, _ isOutermost: Bool) throws(Failure) -> [Filter] {
        try parts.map { part throws(Failure) in try checked(part, of: table, isOutermost: isOutermost) }
    }

    /// The condition below `_some` or `_none`, on visible items; nil: it is empty, so that the operator has no effect.
    private func quantified(
        _ field: FieldName, _ inner: Filter, _ table: Table, _ isOutermost: Bool
    ) throws(Failure) -> Filter? {
        guard isOutermost else {
            throw .configuration(
                "_some and _none are supported only below a field of the queried collection, not of a related one",
                at: field.place)
        }
        let target = try target(of: field, table)
        guard !inner.isAlways else { return nil }
        let rule = access.rule(of: target.name, asking: [])
        return .and([try checked(inner, of: target, isOutermost: false), rule])
    }

    private func check(_ path: FieldSelection, of table: Table) throws(Failure) {
        var table = table
        for (index, segment) in path.value.enumerated() {
            let name = table.field(of: segment)
            guard index == path.value.count - 1 else {
                table = try target(of: Placed(name, at: path.place), table)
                continue
            }
            if table.function(segment)?.name == .json {
                throw .configuration("json() is supported in fields, not in filter or sort", at: path.place)
            }
            try checkAccess(name, of: table, at: path.place)
            guard table.column(name) == nil else { continue }
            _ = try target(of: Placed(name, at: path.place), table)
        }
    }

    private func target(of field: FieldName, _ table: Table) throws(Failure) -> Table {
        let name = field.value.firstIndex(of: ":").map { String(field.value[..<$0]) } ?? field.value
        try checkAccess(name, of: table, at: field.place)
        return try self.target(of: relation(field, of: table), field, table)
    }
}
