internal import Freshen
internal import LedgerSQL

/// Which part of a text a pattern must match.
enum MatchedPart {
    case whole, part, start, end

    fileprivate func pattern(_ text: SQL) -> SQL {
        switch self {
        case .whole: text
        case .part: "'%' || " + text + " || '%'"
        case .start: text + " || '%'"
        case .end: "'%' || " + text
        }
    }
}

extension ComparisonCompiler {
    /// A comparison of text as Directus builds it: `%` and `_` in the value keep their meaning.
    func matches(_ symbol: String, _ part: MatchedPart) throws(Failure) -> SQL {
        guard let text = try one().text else { throw invalidValue("takes a text") }
        guard !text.hasSuffix("\\") else { throw invalidValue("takes no text that ends with a backslash") }
        let asked = parameter.map { $0 + "[1]" } ?? "\(bind: comparison.op.compared(text))::text"
        let pattern = " (" + part.pattern(asked) + ")"
        guard comparison.op.ignoresCase else { return value + " " + column.op(symbol) + pattern }
        return "lower(" + value + ")" + SQL(trusted: " \(symbol)") + pattern
    }

    /// A value of the configuration as one of the column's type; `rank` is its place among several, counted from 1.
    func literal(_ operand: FilterValue, _ rank: Int = 1) throws(Failure) -> SQL {
        guard let text = operand.text else { throw invalidValue("takes no null") }
        guard column.type.accepts(text) else {
            throw mismatch("is compared with \"\(text)\", which is no \(column.type.directusName)")
        }
        let asked: SQL = parameter.map { $0 + "[\(number: rank)]" } ?? "\(bind: text)"
        return asked + "::" + SQL(trusted: column.castName)
    }

    /// Refuses an operator that the column's type does not have.
    func checkType() throws(Failure) {
        let op = comparison.op
        if op.isTextual, column.type != .text {
            throw mismatch("is \(column.type.directusName), and \(op.rawValue) compares text")
        }
        if column.type == .json, op.kind != .nullness {
            throw mismatch("is json, which has no \(op.rawValue)")
        }
        if op.isOrdered, column.type == .boolean {
            throw mismatch("is boolean, which has no order for \(op.rawValue)")
        }
        if isOfQuery { try checkQuery() }
    }

    /// Refuses what the API refuses in a query (`getFilterOperatorsForType` and the check of its values).
    private func checkQuery() throws(Failure) {
        let op = comparison.op
        guard op.kind == .nullness || column.type.operatorsOfQuery.contains(op) else {
            throw mismatch("is \(column.type.directusName), for which Directus has no \(op.rawValue) in a query")
        }
        if op.kind == .equality || op.kind == .order, comparison.operand == .one(.text("")) {
            throw invalidValue("takes no empty text in a query: write { _empty: true }")
        }
        if op.kind == .membership, case .list([]) = comparison.operand { throw invalidValue("takes no empty list") }
    }

    func flag() throws(Failure) -> Bool {
        guard case .flag(let isOn) = comparison.operand else { throw wrongOperand }
        return isOn
    }

    func one() throws(Failure) -> FilterValue {
        guard case .one(let value) = comparison.operand else { throw wrongOperand }
        return value
    }

    func list() throws(Failure) -> [FilterValue] {
        guard case .list(let values) = comparison.operand else { throw wrongOperand }
        return values
    }

    func mismatch(_ what: String) -> Failure {
        .configuration("\(name) \(what)", at: comparison.place)
    }

    func invalidValue(_ what: String) -> Failure {
        .configuration("\(name): \(comparison.op.rawValue) \(what)", at: comparison.place)
    }

    private var wrongOperand: Failure {
        Failure(.bug, "\(comparison.op.rawValue) was read with an operand that it does not take")
    }
}

extension ColumnType {
    /// The operators that the API takes in a query, apart from `_null` and `_nnull`.
    fileprivate var operatorsOfQuery: Set<FilterOperator> {
        let order: Set<FilterOperator> = [
            .eq, .neq, .lt, .lte, .gt, .gte, .in, .nin, .between, .nbetween,
        ]
        return switch self {
        case .text:
            Set(FilterOperator.allCases.filter { $0.kind == .text && ![.ieq, .nieq, .nicontains].contains($0) })
                .union([.eq, .neq, .in, .nin, .empty, .nempty])
        case .integer, .numeric, .float, .timestamptz, .timestamp, .date, .time: order
        case .uuid: [.eq, .neq, .in, .nin]
        case .boolean: [.eq, .neq]
        case .json, .other: []
        }
    }
}

extension FilterOperator {
    /// An operand as it is compared: as in Directus, the program makes it lower-case, and not the database.
    func compared(_ text: String) -> String { ignoresCase ? text.lowercased() : text }
}

extension Operand {
    var values: [FilterValue] {
        switch self {
        case .flag: []
        case .one(let value): [value]
        case .list(let values): values
        case .parameter: []
        }
    }
}

extension FilterValue {
    /// Its text; nil for null and for `$NOW`.
    var text: String? {
        switch self {
        case .null, .now: nil
        case .text(let text), .number(let text): text
        case .boolean(let isTrue): isTrue ? "true" : "false"
        }
    }
}
