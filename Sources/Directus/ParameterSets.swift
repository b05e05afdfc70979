internal import Freshen
internal import LedgerSQL

/// The values of a query's parameters, a set for each answer, and how the statement uses them.
///
/// The statement has the relation `parameter(number, p0, p1, …)` with a row for each answer. A value is an array of texts,
/// because some operators compare with several.
final class ParameterSets {
    private let sets: [[ParameterValue]]
    /// The values of each parameter that the statement uses, as array literals, by rank.
    private var columns: [Int: [String]] = [:]

    init(_ sets: [[ParameterValue]]) {
        self.sets = sets
    }

    /// The column of the parameter with this rank: an array of texts.
    static func column(_ rank: Int) -> SQL { SQL(trusted: "parameter.p\(rank)") }

    /// The comparison with a parameter; its values are checked as if each were written into the query.
    func bound(_ compiler: ComparisonCompiler, to rank: Int) throws(Failure) -> ComparisonCompiler {
        var compiler = compiler
        var texts: [String] = []
        for value in sets.map({ $0[rank] }) {
            let operand = try value.operand(of: compiler.comparison.op)
            compiler.comparison = compiler.comparison.with(operand, at: value.place)
            compiler.parameter = nil
            _ = try compiler.condition(.atLook)
            texts.append(arrayLiteral(operand.values.compactMap(\.text).map(compiler.comparison.op.compared)))
        }
        columns[rank] = texts
        compiler.parameter = Self.column(rank)
        return compiler
    }

    /// The parameter as a bound of a list: each value must be a whole number, `least` or more.
    func number(_ rank: Int, _ what: String, from least: Int) throws(Failure) -> SQL {
        columns[rank] = try sets.map { set throws(Failure) in
            guard case .one(let value) = set[rank].value, let number = value.text.flatMap({ Int($0) }), number >= least
            else { throw .configuration("\(what) must be a whole number, \(least) or more", at: set[rank].place) }
            return arrayLiteral([String(min(number, ListBounds.greatest))])
        }
        return Self.column(rank) + "[1]::bigint"
    }

    /// `parameter(number, p0, …) AS (…)`, a common table expression.
    var relation: SQL {
        let used = columns.sorted { $0.key < $1.key }
        let names = used.map { SQL(trusted: ", p\($0.key)") }.joined("")
        let arrays = used.map { ", \(bind: $0.value)::text[]" as SQL }.joined("")
        let values = used.map { SQL(trusted: ", p\($0.key)::text[]") }.joined("")
        return """
            parameter(number\(names)) AS (SELECT number\(values)
              FROM unnest(\(bind: sets.indices.map(String.init))::int[]\(arrays)) AS listed(number\(names)))
            """
    }
}

extension ParameterValue {
    /// The operand that an operator takes; a text is split at commas where it takes several values.
    fileprivate func operand(of op: FilterOperator) throws(Failure) -> Operand {
        switch (op.arity, value) {
        case (.list, .one(.text(let text))): return .list(text.separatedAtCommas)
        // Directus ignores a range of another size, which one statement cannot do for some of its answers alone.
        case (.pair, .one(.text(let text))) where text.separatedAtCommas.count == 2:
            return .list(text.separatedAtCommas)
        case (.list, .one(let value)): return .list([value])
        case (.list, .list), (.one, .one): return value
        case (.pair, .list(let bounds)) where bounds.count == 2: return value
        case (.flag, _), (.one, _), (.pair, _), (.list, _):
            let (one, pair) = (op.arity == .one, op.arity == .pair)
            throw .configuration(
                "\(op.rawValue) takes \(one ? "one value" : pair ? "two values, from and to" : "a list of values")",
                at: place)
        }
    }
}

extension String {
    fileprivate var separatedAtCommas: [FilterValue] {
        split(separator: ",", omittingEmptySubsequences: false).map { .text(String($0)) }
    }
}
