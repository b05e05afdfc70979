internal import Freshen
internal import Text
internal import YAML

extension NodeReader {
    /// A Directus filter: an object of fields with their conditions, `_and` and `_or`.
    func filter() throws(Failure) -> Filter {
        var parts: [Filter] = []
        for entry in try entries("a filter") {
            let logical = try entry.logical { one throws(Failure) in try one.filter() }
            if let logical { parts.append(logical) } else { parts.append(try entry.field()) }
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    /// The conditions on a field: operators, or fields of the rows that it leads to.
    fileprivate func conditions(on field: FieldName) throws(Failure) -> Filter {
        guard case .mapping = node.value else {
            guard !(isOfAPI && isNull) else { throw failure("\(field.value) is null: write { _null: true }") }
            return .compare(Comparison(field: field, op: .eq, operand: try operand(of: .eq), place: place))
        }
        var parts: [Filter] = []
        for entry in try entries("the condition on \(field.value)") {
            parts.append(try entry.condition(on: field))
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    fileprivate func operand(of op: FilterOperator) throws(Failure) -> Operand {
        if let rank {
            guard op.arity != .flag else { throw failure("\(op.rawValue) takes true or false, not a parameter") }
            return .parameter(rank)
        }
        switch op.arity {
        case .flag: return .flag(isNull ? true : try flag(op.rawValue))
        case .one: return .one(try value())
        case .list: return .list(try values(op))
        case .pair:
            let values = try values(op)
            guard values.count == 2 || isOfAPI else { throw failure("\(op.rawValue) takes two values, from and to") }
            return .list(values)
        }
    }

    private func values(_ op: FilterOperator) throws(Failure) -> [FilterValue] {
        if let text = scalar {
            return try text.split(separator: ",", omittingEmptySubsequences: false).map { piece throws(Failure) in
                try value(of: String(piece), plain: plainText != nil)
            }
        }
        return try list(op.rawValue).map { one throws(Failure) in
            guard one.rank == nil else {
                throw one.failure("a parameter stands for the whole list: write \(op.rawValue): \"?\"")
            }
            return try one.value()
        }
    }

    func value() throws(Failure) -> FilterValue {
        guard let text = scalar else { throw failure("the value must be a text, a number, true, false or null") }
        return try value(of: text, plain: plainText != nil)
    }

    private func value(of text: String, plain: Bool) throws(Failure) -> FilterValue {
        if text.hasPrefix("$NOW") { return .now(try shift(String(text.dropFirst(4)))) }
        if isOfAPI, ["$CURRENT_USER", "$CURRENT_ROLE"].contains(text.prefix { $0 != "." }) { return .null }
        if text.hasPrefix("$CURRENT_") {
            throw failure(
                isOfAPI
                    ? "\(text) is not supported: only $NOW, $CURRENT_USER and $CURRENT_ROLE are"
                    : "\(text) depends on the user: a page is the same for every visitor, so only $NOW is allowed")
        }
        // Directus reads these words as values even where they are quoted.
        if text == "null" || text == "NULL" || plain && ["", "~", "Null"].contains(text) { return .null }
        if text == "true" || text == "false" { return .boolean(text == "true") }
        return plain && isNumber(text) ? .number(text) : .text(text)
    }

    /// Whether it is a decimal number; others that Swift reads (`nan`, `infinity`, `0x1p3`) are texts.
    private func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } && Double(text) != nil
    }

    /// The text after `$NOW`: nothing, or an interval in parentheses.
    private func shift(_ text: String) throws(Failure) -> TimeShift {
        guard !text.isEmpty else { return .none }
        guard text.hasPrefix("("), text.hasSuffix(")"),
            let shift = TimeShift(directus: String(text.dropFirst().dropLast()))
        else {
            throw failure(
                "$NOW\(text) is not understood: write $NOW or an interval such as $NOW(-1 day), $NOW(+2 hours)")
        }
        return shift
    }
}

private enum Conjunction: String {
    case and = "_and"
    case or = "_or"
}

extension NodeReader.Entry {
    /// `_and` or `_or` with its list; nil: the key is another one.
    fileprivate func logical(_ part: (NodeReader) throws(Failure) -> Filter) throws(Failure) -> Filter? {
        guard let conjunction = Conjunction(rawValue: key) else { return nil }
        let parts = try value.list(key).map { one throws(Failure) in try part(one) }
        // An empty list is no condition; a {} among alternatives is fulfilled by every item.
        return conjunction == .and || parts.isEmpty ? .and(parts) : .or(parts)
    }

    fileprivate func field() throws(Failure) -> Filter {
        if key.hasPrefix("_") {
            throw .configuration("\(key) must be below a field, as in `status: { \(key): … }`", at: place)
        }
        let path = splitFieldPath(key)
        if path == nil, key.contains("(") { return try value.conditions(on: try function()) }
        guard let path, let last = path.last else {
            throw .configuration("\(key.isEmpty ? "an empty key" : key) \(fieldPathMistake(key))", at: place)
        }
        let conditions = try value.conditions(on: Placed(last, at: place))
        return path.dropLast().reversed().reduce(conditions) { .under(Placed($1, at: place), $0) }
    }

    private func function() throws(Failure) -> FieldName {
        guard value.isOfAPI else {
            throw .configuration(
                "\(key): functions are supported in filters of routes, not here; name the field itself", at: place)
        }
        guard FieldFunction(key) != nil else { throw .configuration("\(key) is no function of a field", at: place) }
        return Placed(key, at: place)
    }

    fileprivate func condition(on field: FieldName) throws(Failure) -> Filter {
        if let filter = try logical({ one throws(Failure) in try one.conditions(on: field) }) { return filter }
        switch key {
        case "_some": return .some(field, try value.filter())
        case "_none": return .none(field, try value.filter())
        case _ where key.hasPrefix("_"): return .compare(try comparison(of: field))
        default: return .under(field, try self.field())
        }
    }

    private func comparison(of field: FieldName) throws(Failure) -> Comparison {
        guard let op = FilterOperator(rawValue: key) else {
            let hint = didYouMean(key, among: FilterOperator.allCases.map(\.rawValue))
            throw .configuration("unknown operator \(key)\(hint)", at: place)
        }
        return Comparison(field: field, op: op, operand: try value.operand(of: op), place: place)
    }
}
