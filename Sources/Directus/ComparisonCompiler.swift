internal import Freshen
internal import LedgerSQL

/// One comparison of a filter, bound to a column of a row.
///
/// Source of the meaning: `applyOperator` in Directus' `run-ast/lib/apply-query/filter/operator.ts`.
struct ComparisonCompiler {
    let comparison: Comparison
    let column: Column
    /// `a1."status"`.
    let value: SQL
    /// `articles.status`, for messages.
    let name: String
    /// The zone that the collection says; nil: none.
    let zone: Placed<String>?

    func condition(_ span: Span) throws(Failure) -> SQL {
        try checkType()
        switch (comparison.op, comparison.operand) {
        case (let op, .flag(let isOn)): return nullness(isOn ? op : op.turned)
        case (.eq, .one(.null)): return value + " IS NULL"
        case (.neq, .one(.null)): return value + " IS NOT NULL"
        case (let op, .one(let operand)): return op.isTextual ? try like(operand) : try compared(op, operand, span)
        case (let op, .list(let operands)): return try list(op, operands, span)
        }
    }

    /// The instants at which the condition's answer can change.
    func flips() throws(Failure) -> [SQL] {
        var flips: [SQL] = []
        for (index, operand) in comparison.operand.values.enumerated() {
            guard case .now(let shift) = operand else { continue }
            let now = try expression(shift)
            for later in moments(ofOperandAt: index) {
                flips.append(now.flip(value, later: later))
            }
        }
        return flips
    }

    /// Whether the answer changes when `$NOW` reaches the value (false), when it leaves it (true), or both.
    private func moments(ofOperandAt index: Int) -> [Bool] {
        switch comparison.op {
        case .lte, .gt: [false]
        case .lt, .gte: [true]
        case .between, .nbetween: index == 0 ? [true] : [false]
        default: [false, true]
        }
    }

    private func nullness(_ op: FilterOperator) -> SQL {
        switch op {
        case .null: value + " IS NULL"
        case .nnull: value + " IS NOT NULL"
        case .empty: "(" + value + " IS NULL OR " + value + " = '')"
        default: "(" + value + " IS NOT NULL AND " + value + " <> '')"
        }
    }

    private func compared(_ op: FilterOperator, _ operand: FilterValue, _ span: Span) throws(Failure) -> SQL {
        guard case .now = operand else {
            return value + SQL(trusted: " \(op.symbol) ") + (try literal(operand))
        }
        switch op {
        case .lt, .lte: return value + SQL(trusted: " \(op.symbol) ") + (try bound(operand, span.upper))
        case .gt, .gte: return value + SQL(trusted: " \(op.symbol) ") + (try bound(operand, span.lower))
        case .eq: return try equal(operand, span)
        default: return "NOT " + (try equal(operand, span.negated))
        }
    }

    /// Equal to some instant of the span: between its ends.
    private func equal(_ operand: FilterValue, _ span: Span) throws(Failure) -> SQL {
        "(" + value + " >= " + (try bound(operand, span.lower)) + " AND " + value + " <= "
            + (try bound(operand, span.upper)) + ")"
    }

    private func list(_ op: FilterOperator, _ operands: [FilterValue], _ span: Span) throws(Failure) -> SQL {
        switch op {
        case .between: return try between(operands, span)
        case .nbetween: return "NOT " + (try between(operands, span.negated))
        case .in: return try any(operands, span)
        default: return operands.isEmpty ? "TRUE" : "NOT " + (try any(operands, span.negated))
        }
    }

    private func between(_ operands: [FilterValue], _ span: Span) throws(Failure) -> SQL {
        "(" + value + " >= " + (try bound(operands[0], span.lower)) + " AND " + value + " <= "
            + (try bound(operands[1], span.upper)) + ")"
    }

    private func any(_ operands: [FilterValue], _ span: Span) throws(Failure) -> SQL {
        guard !operands.isEmpty else { return "FALSE" }
        let texts = operands.compactMap(\.text)
        // Long lists are what `_in` is for, and thousands of ORs take PostgreSQL minutes. A column of arrays has no array.
        if texts.count == operands.count, !column.castName.hasSuffix("]") {
            for operand in operands {
                _ = try literal(operand)
            }
            return value + " = ANY(\(bind: texts)::" + SQL(trusted: column.castName) + "[])"
        }
        var alternatives: [SQL] = []
        for operand in operands {
            alternatives.append(try compared(.eq, operand, span))
        }
        return "(" + alternatives.joined(" OR ") + ")"
    }

    private func bound(_ operand: FilterValue, _ reading: Reading) throws(Failure) -> SQL {
        guard case .now(let shift) = operand else { return try literal(operand) }
        return try expression(shift).value(reading)
    }

    private func expression(_ shift: TimeShift) throws(Failure) -> NowExpression {
        guard column.type.isTemporal else {
            throw .configuration(
                "\(name) is \(column.type.directusName): it cannot be compared with $NOW", at: comparison.place)
        }
        let said = comparison.zone ?? zone
        guard column.type != .timestamp || said != nil else {
            throw .configuration(
                "\(name) is a dateTime without zone: say with which wall clock the CMS compares it, "
                    + "`zone: UTC` on the collection unless its API runs under another TZ", at: comparison.field.place)
        }
        return NowExpression(type: column.type, shift: shift, zone: said?.value ?? "UTC")
    }
}

extension ComparisonCompiler {
    /// `LIKE` as Directus builds it: `%` and `_` in the value keep their meaning.
    private func like(_ operand: FilterValue) throws(Failure) -> SQL {
        let op = comparison.op
        guard let text = operand.text, !text.hasSuffix("\\") else {
            throw mismatch("takes a text")
        }
        let pattern = op.pattern(op.ignoresCase ? text.lowercased() : text)
        let own = op.ignoresCase ? "lower(" + value + ")" : value
        return own + SQL(trusted: " \(op.likeSymbol) ") + "\(bind: pattern)::text"
    }

    /// A value of the configuration as one of the column's type.
    private func literal(_ operand: FilterValue) throws(Failure) -> SQL {
        guard let text = operand.text else { throw mismatch("takes no null") }
        guard column.type.accepts(text) else {
            throw mismatch("is compared with \"\(text)\", which is no \(column.type.directusName)")
        }
        return "\(bind: text)::" + SQL(trusted: column.castName)
    }

    private func checkType() throws(Failure) {
        let op = comparison.op
        if op.isTextual, column.type != .text {
            throw mismatch("is \(column.type.directusName), and \(op.rawValue) compares text")
        }
        let isNullness = op == .null || op == .nnull
        if column.type == .json, !isNullness {
            throw mismatch("is json, which has no \(op.rawValue)")
        }
        if op.isOrdered, column.type == .boolean {
            throw mismatch("is boolean, which has no order for \(op.rawValue)")
        }
    }

    private func mismatch(_ what: String) -> Failure {
        .configuration("\(name) \(what)", at: comparison.place)
    }
}

extension FilterOperator {
    /// What a flag of false makes of an operator that takes a flag.
    fileprivate var turned: FilterOperator {
        switch self {
        case .null: .nnull
        case .nnull: .null
        case .empty: .nempty
        default: .empty
        }
    }

    fileprivate var symbol: String {
        switch self {
        case .eq: "="
        case .neq: "<>"
        case .lt: "<"
        case .lte: "<="
        case .gt: ">"
        default: ">="
        }
    }

    fileprivate var ignoresCase: Bool {
        switch self {
        case .ieq, .nieq, .icontains, .nicontains, .istartsWith, .nistartsWith, .iendsWith, .niendsWith: true
        default: false
        }
    }

    fileprivate var likeSymbol: String {
        switch self {
        case .ieq: "="
        case .nieq: "<>"
        case .ncontains, .nicontains, .nstartsWith, .nistartsWith, .nendsWith, .niendsWith: "NOT LIKE"
        default: "LIKE"
        }
    }

    fileprivate func pattern(_ text: String) -> String {
        switch self {
        case .ieq, .nieq: text
        case .startsWith, .nstartsWith, .istartsWith, .nistartsWith: text + "%"
        case .endsWith, .nendsWith, .iendsWith, .niendsWith: "%" + text
        default: "%" + text + "%"
        }
    }
}

extension Operand {
    var values: [FilterValue] {
        switch self {
        case .flag: []
        case .one(let value): [value]
        case .list(let values): values
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

extension Column {
    /// What a literal is cast to: without the column's precision, which would round it, and wide enough that a value
    /// beyond the column's range compares instead of failing.
    var castName: String {
        switch type {
        case .integer, .numeric: "numeric"
        case .text: typeName.hasSuffix("citext") ? typeName : "text"
        case .timestamptz, .timestamp, .date, .uuid, .boolean: type.rawValue
        default: typeName
        }
    }
}

extension ColumnType {
    /// Whether PostgreSQL would read `text` as a value of this type; where that takes PostgreSQL to know, true.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .integer, .numeric, .float: looksLikeNumber(text)
        case .boolean: ["true", "false", "t", "f", "1", "0"].contains(text.lowercased())
        case .uuid: looksLikeUUID(text)
        case .timestamptz, .timestamp, .date: looksLikeDate(text)
        default: true
        }
    }

    /// Spaces around it are allowed: they come with `"1, 2"`.
    private func looksLikeNumber(_ text: String) -> Bool {
        let number = text.split(separator: " ", omittingEmptySubsequences: true)
        return number.count == 1 && number[0].allSatisfy { "0123456789+-.eE".contains($0) }
            && Double(number[0])?.isFinite == true
    }

    private func looksLikeUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.joined().utf8.allSatisfy { byte in
                Character(Unicode.Scalar(byte)).isHexDigit
            }
    }

    private func looksLikeDate(_ text: String) -> Bool {
        if ["infinity", "-infinity"].contains(text) { return true }
        let day = String(text.prefix(10))
        let rest = text.dropFirst(10)
        guard Instant(rfc3339: day + "T00:00Z") != nil else { return false }
        return rest.isEmpty || [rest, rest + "Z", rest + "00Z"].contains { Instant(rfc3339: day + $0) != nil }
    }
}
