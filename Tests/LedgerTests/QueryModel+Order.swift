/// Wildcards, and the order of lists.
extension ModelReader {
    /// The asked fields without wildcards.
    func expanded(_ asked: Asked, _ table: ModelTable) -> [[String]] {
        asked.fields.flatMap { field -> [[String]] in
            guard field[0] == "*" else { return [field] }
            met.insert(field.count > 1 ? "wildcard with more" : "wildcard")
            let rest = Array(field.dropFirst())
            let all = (table.columnNames + table.many.keys.sorted()).filter { allows($0, table) }
            let names = all.filter { !asked.ignored.contains([$0]) && !asked.ignored.contains(asked.path + [$0]) }
            if names.count < all.count { met.insert("ignore") }
            return names.compactMap { name in
                guard !rest.isEmpty, isRelation(name, table) else { return [name] }
                return leadsOn(name, table) ? [name] + rest : nil
            }
        }
    }

    private func isRelation(_ name: String, _ table: ModelTable) -> Bool {
        table.target(name) != nil || name == "item" && !table.any.isEmpty
    }

    /// Whether the reader may see the collection that a relation leads to.
    private func leadsOn(_ name: String, _ table: ModelTable) -> Bool {
        table.target(name).map { !permissions($0).isEmpty } ?? true
    }

    /// The rows in the order of SQL, equal ones by their keys.
    func sorted(_ rows: [ModelRow], _ keys: [String]) -> [ModelRow] {
        let keyed = rows.map { row in (row, keys.map { sortValue($0, row) }) }
        let isDescending = keys.map { $0.hasPrefix("-") }
        return keyed.sorted { one, other in
            for (index, pair) in zip(one.1, other.1).enumerated() where pair.0 != pair.1 {
                return precedes(pair.0, pair.1, isDescending[index])
            }
            if !keys.contains("id") { met.insert("tie") }
            return one.0.id < other.0.id
        }.map(\.0)
    }

    /// Null is greater than every value.
    private func precedes(_ one: ModelValue, _ other: ModelValue, _ isDescending: Bool) -> Bool {
        let isLess = one == .null ? false : other == .null ? true : one.isLess(than: other)
        return isLess != isDescending
    }

    private func sortValue(_ key: String, _ row: ModelRow) -> ModelValue {
        let isDescending = key.hasPrefix("-")
        let path = key.drop { $0 == "-" }.split(separator: ".").map(String.init)
        return sortValue(path[...], row, isDescending)
    }

    /// Through a to-many relation the first of all values counts; hidden rows count, too.
    private func sortValue(_ path: ArraySlice<String>, _ row: ModelRow?, _ isDescending: Bool) -> ModelValue {
        guard let field = path.first else { return .null }
        if field.hasPrefix("count(") {
            met.insert("sort count()")
            let name = String(field.dropFirst(6).dropLast())
            return .number(row.map { data.many($0, name).count } ?? 0)
        }
        guard path.count > 1, let row else { return row?[field] ?? .null }
        guard row.table.many[field] != nil else {
            met.insert("sort to-one")
            return sortValue(path.dropFirst(), data.one(row, field), isDescending)
        }
        met.insert("sort to-many")
        let values = data.many(row, field).map { sortValue(path.dropFirst(), $0, isDescending) }
        return values.min { $0 != $1 && precedes($0, $1, isDescending) } ?? .null
    }

    /// The second sort, in JavaScript: by the first field alone, null at the end.
    func sortedAgain(_ rows: [ModelRow], _ key: String, isCarried: Bool) -> [ModelRow] {
        guard isCarried else { return rows }
        let name = String(key.drop { $0 == "-" })
        let isDescending = key.hasPrefix("-")
        return rows.enumerated().sorted { one, other in
            let (first, second) = (one.element[name], other.element[name])
            if first == second { return one.offset < other.offset }
            if first == .null || second == .null { return second == .null }
            return first.isLess(than: second) != isDescending
        }.map(\.element)
    }
}
