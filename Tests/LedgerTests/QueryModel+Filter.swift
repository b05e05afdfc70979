/// Filters, in the three-valued logic of SQL.
extension ModelReader {
    /// The rows that a filter is about: the item, and a row of each to-many relation that it names without quantifier.
    private typealias Binding = [[String]: ModelRow]

    /// Whether a row fulfils a filter of a query, or of a rule.
    ///
    /// In a query `_some` and `_none` count only what the reader sees.
    func isTrue(_ filter: ModelFilter, _ row: ModelRow, ofQuery isOfQuery: Bool) -> Bool {
        bindings(filter, row).contains { value(filter, [], $0, isOfQuery) == true }
    }

    private func bindings(_ filter: ModelFilter, _ row: ModelRow) -> [Binding] {
        let paths = Set(manyPaths(filter, row.table, [])).sorted { $0.count < $1.count }
        return paths.reduce([[[]: row]]) { bindings, path in
            bindings.flatMap { binding -> [Binding] in
                guard let parent = related(path.dropLast(), binding) else { return [binding] }
                let children = data.many(parent, path[path.count - 1])
                return children.isEmpty ? [binding] : children.map { binding.merging([path: $0]) { $1 } }
            }
        }
    }

    /// The to-many relations that a filter names without quantifier.
    private func manyPaths(_ filter: ModelFilter, _ table: ModelTable, _ path: [String]) -> [[String]] {
        switch filter {
        case .and(let parts), .or(let parts): return parts.flatMap { manyPaths($0, table, path) }
        case .under(let field, let inner):
            guard let target = table.target(field) else { return [] }
            return (table.many[field] == nil ? [] : [path + [field]]) + manyPaths(inner, target, path + [field])
        case .some, .none, .compare: return []
        }
    }

    /// The row at the end of a path; nil: there is none.
    private func related(_ path: [String], _ binding: Binding) -> ModelRow? {
        if let row = binding[path] { return row }
        guard let last = path.last, let parent = related(path.dropLast(), binding) else { return nil }
        return data.one(parent, last)
    }

    private func value(
        _ filter: ModelFilter, _ path: [String], _ binding: Binding, _ isOfQuery: Bool
    ) -> Bool? {
        switch filter {
        case .and(let parts):
            let values = parts.map { value($0, path, binding, isOfQuery) }
            return values.contains(false) ? false : values.contains(nil) ? nil : true
        case .or(let parts):
            let values = parts.map { value($0, path, binding, isOfQuery) }
            return values.contains(true) ? true : values.contains(nil) ? nil : false
        case .under(let field, let inner):
            if isOfQuery { met.insert(field.hasPrefix("item:") ? "filter item:collection" : "filter relation") }
            return value(inner, path + [field], binding, isOfQuery)
        case .some(let field, let inner): return some(field, inner, related(path, binding), isOfQuery)
        case .none(let field, let inner): return !some(field, inner, related(path, binding), isOfQuery)
        case .compare(let field, let op, let operands):
            return compare(value(field, related(path, binding)), op, operands)
        }
    }

    private func some(_ field: String, _ inner: ModelFilter, _ row: ModelRow?, _ isOfQuery: Bool) -> Bool {
        met.insert(isOfQuery ? "_some or _none" : "_some or _none in a rule")
        return row.map { data.many($0, field) }?.contains { child in
            (!isOfQuery || sees(child)) && isTrue(inner, child, ofQuery: isOfQuery)
        } ?? false
    }

    private func value(_ field: String, _ row: ModelRow?) -> ModelValue {
        guard field.hasPrefix("count(") else { return row?[field] ?? .null }
        met.insert("filter count()")
        return .number(row.map { data.many($0, String(field.dropFirst(6).dropLast())).count } ?? 0)
    }

    private func compare(_ value: ModelValue, _ op: String, _ operands: [ModelOperand]) -> Bool? {
        if op == "_null" { return value == .null }
        if op == "_nnull" { return value != .null }
        if op == "_empty" { return value == .null || value == .text("") }
        guard value != .null else { return nil }
        let others = operands.map(operand)
        switch op {
        case "_eq": return value == others[0]
        case "_neq": return value != others[0]
        case "_in": return others.contains(value)
        case "_nin": return !others.contains(value)
        case "_lt": return value.isLess(than: others[0])
        case "_lte": return !others[0].isLess(than: value)
        case "_gt": return others[0].isLess(than: value)
        case "_gte": return !value.isLess(than: others[0])
        case "_between": return !value.isLess(than: others[0]) && !others[1].isLess(than: value)
        case "_contains": return text(value).contains(text(others[0]))
        case "_ncontains": return !text(value).contains(text(others[0]))
        case "_starts_with": return text(value).hasPrefix(text(others[0]))
        default: preconditionFailure("no operator \(op)")
        }
    }

    private func operand(_ operand: ModelOperand) -> ModelValue {
        switch operand {
        case .value(let value): return value
        case .flag(let isOn): return .number(isOn ? 1 : 0)
        case .now(let hours):
            met.insert("$NOW")
            return .number(now + hours * 3600)
        }
    }

    private func text(_ value: ModelValue) -> String {
        if case .text(let text) = value { text } else { "" }
    }
}
