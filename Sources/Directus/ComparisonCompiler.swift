internal import Freshen
internal import LedgerSQL

/// One comparison of a filter, bound to a column of a row.
///
/// Source of the meaning: `applyOperator` in Directus' `run-ast/lib/apply-query/filter/operator.ts`.
struct ComparisonCompiler {
    var comparison: Comparison
    let column: Column
    /// The column's value, such as `r1."status"`.
    let value: SQL
    /// The column's name for messages, such as `articles.status`.
    let name: String
    /// The time zone for a column without time zone; nil: none is known.
    let zone: Placed<String>?
    /// Whether the comparison is part of a query: there the API refuses more than in a permission.
    let isOfQuery: Bool
    /// The array of texts that is compared with, in place of an operand that is only checked; nil: the operand itself.
    var parameter: SQL?

    /// The condition, which is null if the value is null and the operator does not test for null.
    func condition(_ range: NowRange) throws(Failure) -> SQL {
        try checkType()
        return switch comparison.op {
        case .null: try isNull(flag())
        case .nnull: try isNull(!flag())
        case .empty: try isEmpty(flag())
        case .nempty: try isEmpty(!flag())
        case .eq: try equals(one(), range)
        case .neq: try differs(from: one(), range)
        case .lt: try compared("<", with: one(), range.upper)
        case .lte: try compared("<=", with: one(), range.upper)
        case .gt: try compared(">", with: one(), range.lower)
        case .gte: try compared(">=", with: one(), range.lower)
        case .in: try isAny(of: list(), range)
        case .nin: try isNone(of: list(), range)
        case .between: try isBetween(list(), range)
        case .nbetween where try list().count != 2: "TRUE"
        case .nbetween: "NOT " + (try isBetween(list(), range.negated))
        case .ieq: try matches("=", .whole)
        case .nieq: try matches("<>", .whole)
        case .contains: try matches("~~", .part)
        case .ncontains: try matches("!~~", .part)
        case .icontains: try matches("~~", .part)
        case .nicontains: try matches("!~~", .part)
        case .startsWith: try matches("~~", .start)
        case .nstartsWith: try matches("!~~", .start)
        case .istartsWith: try matches("~~", .start)
        case .nistartsWith: try matches("!~~", .start)
        case .endsWith: try matches("~~", .end)
        case .nendsWith: try matches("!~~", .end)
        case .iendsWith: try matches("~~", .end)
        case .niendsWith: try matches("!~~", .end)
        }
    }

    /// The instants at which the condition can change.
    func flipInstants() throws(Failure) -> [SQL] {
        var instants: [SQL] = []
        for (index, operand) in comparison.operand.values.enumerated() {
            guard case .now(let shift) = operand else { continue }
            let now = try nowExpression(shift)
            instants += changes(operandAt: index).map { now.flipInstant(value, $0) }
        }
        return instants
    }

    /// When the condition changes: as `$NOW` in this operand reaches the column's value, or passes it; empty: never.
    private func changes(operandAt index: Int) -> [NowExpression.Change] {
        switch comparison.op {
        case .lte, .gt: [.reached]
        case .lt, .gte: [.passed]
        case .between, .nbetween: index == 0 ? [.passed] : [.reached]
        case .eq, .neq, .in, .nin: [.reached, .passed]
        case .null, .nnull, .empty, .nempty, .ieq, .nieq, .contains, .ncontains, .icontains, .nicontains, .startsWith,
            .nstartsWith, .istartsWith, .nistartsWith, .endsWith, .nendsWith, .iendsWith, .niendsWith:
            []
        }
    }

    private func isNull(_ isExpected: Bool) -> SQL {
        value + (isExpected ? " IS NULL" : " IS NOT NULL")
    }

    private func isEmpty(_ isExpected: Bool) -> SQL {
        isExpected
            ? "(" + value + " IS NULL OR " + value + " " + column.op("=") + " '')"
            : "(" + value + " IS NOT NULL AND " + value + " " + column.op("<>") + " '')"
    }

    private func equals(_ operand: FilterValue, _ range: NowRange) throws(Failure) -> SQL {
        switch operand {
        case .null: isNull(true)
        case .now: try isBetween([operand, operand], range)
        case .text, .number, .boolean: value + " " + column.op("=") + " " + (try literal(operand))
        }
    }

    private func differs(from operand: FilterValue, _ range: NowRange) throws(Failure) -> SQL {
        switch operand {
        case .null: isNull(false)
        case .now: "NOT " + (try isBetween([operand, operand], range.negated))
        case .text, .number, .boolean: value + " " + column.op("<>") + " " + (try literal(operand))
        }
    }

    private func compared(
        _ symbol: String, with operand: FilterValue, rank: Int = 1, _ bound: NowBound
    ) throws(Failure) -> SQL {
        value + " " + column.op(symbol) + " " + (try self.operand(operand, rank, bound))
    }

    private func isBetween(_ operands: [FilterValue], _ range: NowRange) throws(Failure) -> SQL {
        // Directus ignores a range that does not have two values.
        guard operands.count == 2 else { return "TRUE" }
        return "(" + (try compared(">=", with: operands[0], range.lower)) + " AND "
            + (try compared("<=", with: operands[1], rank: 2, range.upper)) + ")"
    }

    private func isNone(of operands: [FilterValue], _ range: NowRange) throws(Failure) -> SQL {
        operands.isEmpty ? "TRUE" : "NOT " + (try isAny(of: operands, range.negated))
    }

    private func isAny(of operands: [FilterValue], _ range: NowRange) throws(Failure) -> SQL {
        guard !operands.isEmpty else { return "FALSE" }
        let operands = isOfQuery ? operands.map(memberOfQuery) : operands
        guard !operands.contains(.null) else { throw invalidValue("takes no null") }
        let texts = operands.compactMap(\.text)
        // Thousands of ORs take minutes, `= ANY` does not. Array columns need ORs: PostgreSQL has no arrays of arrays.
        if texts.count == operands.count, !column.castName.hasSuffix("]") {
            for operand in operands { _ = try literal(operand) }
            let all = (parameter ?? "\(bind: texts)") + "::" + SQL(trusted: column.castName) + "[]"
            return value + " " + column.op("=") + " ANY(" + all + ")"
        }
        let alternatives = try operands.map { operand throws(Failure) in try equals(operand, range) }
        return "(" + alternatives.joined(" OR ") + ")"
    }

    /// Directus converts a query's members to the field's type, and null to the number 0.
    private func memberOfQuery(_ member: FilterValue) -> FilterValue {
        let isNumber = [.integer, .numeric, .float].contains(column.type)
        return member == .null && isNumber ? .number("0") : member
    }

    /// The operand, or the value of this rank, counted from 1, where it has several.
    private func operand(_ operand: FilterValue, _ rank: Int, _ bound: NowBound) throws(Failure) -> SQL {
        guard case .now(let shift) = operand else { return try literal(operand, rank) }
        return try nowExpression(shift).value(bound)
    }

    private func nowExpression(_ shift: TimeShift) throws(Failure) -> NowExpression {
        guard column.type.isTemporal else {
            throw mismatch("is \(column.type.directusName): it cannot be compared with $NOW")
        }
        let zone = comparison.zone ?? self.zone
        guard column.type != .timestamp || zone != nil else {
            throw .configuration(
                "\(name) is a dateTime without zone: give the collection a `zone:`, the TZ in which "
                    + "Directus' API runs (`zone: UTC` where it is not set)", at: comparison.field.place)
        }
        return NowExpression(type: column.type, shift: shift, zone: zone?.value ?? "UTC")
    }
}
