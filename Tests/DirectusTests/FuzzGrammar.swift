import Freshen
import TestSupport

/// Draws random collections that are mostly valid: filters, field paths, routes.
struct FuzzGrammar {
    var random: SplitMix64

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }
    mutating func some<Element>(_ most: Int, _ one: (inout Self) -> Element) -> [Element] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in one(&self) }
    }

    /// The entries below `collections`: one table, sometimes two or three.
    mutating func collections() -> [(name: String, rule: Tree)] {
        var names = [pick(chance(3) ? FuzzModel.wrongTables : FuzzModel.tables)]
        while chance(25) {
            let other = pick(FuzzModel.tables)
            if !names.contains(other) { names.append(other) }
        }
        return names.map { ($0, collection($0)) }
    }

    private mutating func collection(_ table: String) -> Tree {
        var entries: [(key: String, value: Tree)] = []
        if chance(70) { entries.append(("visible", filter(table, depth: 0))) }
        if chance(Self.dates[table] == nil ? 1 : 20) {
            entries.append((pick(["publish_at", "expire_at"]), date(table)))
        }
        if chance(85) {
            entries.append(
                ("zone", .text(pick(Int.random(in: 0..<500, using: &random) == 0 ? Self.wrongZones : Self.zones))))
        }
        if chance(25) { entries.append(("shows", .list(some(2) { .text($0.path(table, toColumn: false)) }))) }
        if chance(20) { entries.append(("ignore", .list(some(2) { .text($0.column(table)) }))) }
        if chance(15) { entries.append(("tags", .list(some(2) { .text($0.template(table)) }))) }
        if chance(60) { entries.append(("routes", .list(some(4) { $0.route(table) }))) }
        return .map(entries)
    }

    private mutating func date(_ table: String) -> Tree {
        let field = Tree.text(chance(80) ? pick(Self.dates[table] ?? [column(table)]) : path(table))
        return chance(50) ? field : .map([("field", field), ("zone", .text(pick(Self.zones)))])
    }

    // MARK: Paths

    mutating func column(_ table: String) -> String {
        chance(1) ? pick(Self.junk) : pick(FuzzModel.columns[table] ?? ["id"])
    }

    /// A field path from a table; it has few steps, which are rarely wrong.
    mutating func path(_ table: String, toColumn: Bool = true) -> String {
        var (table, steps): (String, [String]) = (table, [])
        while !chance(steps.isEmpty && !toColumn ? 2 : 55), let step = step(table) {
            steps.append(chance(1) ? pick(Self.junk) : step.field)
            table = step.target
        }
        return (steps + (toColumn || chance(5) ? [column(table)] : [])).joined(separator: ".")
    }

    /// A relation of a table; one that cannot work is rare.
    private mutating func step(_ table: String) -> (field: String, target: String)? {
        let broken = FuzzModel.broken[table] ?? []
        if chance(2), !broken.isEmpty { return pick(broken) }
        return FuzzModel.relations[table].map { pick($0) }
    }

    mutating func template(_ table: String) -> String {
        let text = some(3) { $0.chance(50) ? "{" + $0.path(table) + "}" : $0.pick(Self.literals) }.joined()
        return (chance(97) ? "/" : "") + text + (chance(3) ? pick(["{", "}", "{a", "{}", "{a b}"]) : "")
    }

    private mutating func route(_ table: String) -> Tree {
        var entries: [(key: String, value: Tree)] = []
        switch Int.random(in: 0...9, using: &random) {
        case 0...4: return .text(template(table))
        case 5: entries = [("pages_of", .text(chance(90) ? table : pick(FuzzModel.tables)))]
        case 6: entries = [("everything", .plain("true"))]
        case 7: entries = [("path", .text(template(table))), ("type", .text(pick(["page", "layout"])))]
        default: entries = [("path", .text(template(table)))] + (chance(40) ? [("next", .text(template(table)))] : [])
        }
        if chance(70) { entries.append(("fields", .list(some(4) { .text($0.path(table)) }))) }
        return .map(entries)
    }

    // MARK: Filters

    mutating func filter(_ table: String, depth: Int) -> Tree {
        .map(unique(some(depth > 3 ? 1 : 3) { $0.entry(table, depth: depth) }))
    }

    private mutating func entry(_ table: String, depth: Int) -> (key: String, value: Tree) {
        if depth < 4, chance(15) {
            return (pick(["_and", "_or"]), .list(some(3) { $0.filter(table, depth: depth + 1) }))
        }
        if depth < 4, chance(40), let step = step(table) {
            let inner = filter(step.target, depth: depth + 1)
            return (
                step.field,
                chance(FuzzModel.isMany(step.field) ? 50 : 1) ? .map([(pick(["_some", "_none"]), inner)]) : inner
            )
        }
        if chance(15) { return (path(table), condition(column(table))) }
        let column = column(table)
        return (column, condition(column))
    }

    private mutating func condition(_ column: String) -> Tree {
        if chance(15) { return value(column) }
        if chance(8) { return .map([(pick(["_and", "_or"]), .list(some(2) { $0.condition(column) }))]) }
        let fitting = Self.operators(for: column)
        let ops = some(2) { $0.pick($0.chance(3) ? FilterOperator.allCases : fitting) }
        return .map(unique(ops.map { ($0.rawValue, operand($0, column)) }))
    }

    private mutating func operand(_ op: FilterOperator, _ column: String) -> Tree {
        if chance(3) { return value(column) }
        switch op.arity {
        case .flag: return .plain(pick(["true", "false", ""]))
        case .one: return value(column)
        case .list: return chance(20) ? .text("1, 2,x") : .list(some(3) { $0.value(column) })
        case .pair: return .list([value(column), value(column)])
        }
    }

    private mutating func value(_ column: String) -> Tree {
        if chance(3) { return pick(Self.values) }
        if chance(30), ["tz", "ts", "da", "at"].contains(column) { return .text(pick(Self.nows)) }
        return .text(pick(Self.fitting[column] ?? ["x", "", "1"]))
    }

    private func unique(_ entries: [(key: String, value: Tree)]) -> [(key: String, value: Tree)] {
        entries.enumerated().filter { index, entry in !entries[..<index].contains { $0.key == entry.key } }.map(
            \.element)
    }
}
