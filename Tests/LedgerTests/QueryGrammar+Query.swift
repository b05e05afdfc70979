import TestSupport

/// Fields, filters and orders.
extension QueryGrammar {
    mutating func fields(_ table: ModelTable) -> [String] {
        (0...Int.random(in: 0...3, using: &random)).map { _ in field(table, depth: 2) }
    }

    private mutating func field(_ table: ModelTable, depth: Int) -> String {
        if chance(12) { return depth == 2 && chance(40) ? "*.*" : "*" }
        if chance(8), let many = table.many.keys.sorted().randomElement(using: &random) { return "count(\(many))" }
        guard depth > 0, chance(55) else { return pick(table.columnNames + table.many.keys.sorted()) }
        if !table.any.isEmpty, chance(70) {
            let target = pick(table.any)
            let isTranslated = target == "block_text" && chance(25)
            return "item:\(target)."
                + (isTranslated ? "translations.content" : field(QueryModel.table(target), depth: 0))
        }
        let relations = relations(table)
        guard let relation = relations.randomElement(using: &random), let target = table.target(relation) else {
            return pick(table.columnNames)
        }
        let isJunction = ["articles_topics", "pages_blocks"].contains(target.name)
        return relation + "." + field(target, depth: depth - (isJunction ? 0 : 1))
    }

    private func relations(_ table: ModelTable) -> [String] {
        table.columns.filter { $0.target != nil }.map(\.name) + table.many.keys.sorted()
    }

    /// What is said of the lists and items below the asked relations.
    mutating func deep(_ table: ModelTable, _ names: [String], _ fields: [String]) -> [String: ModelOptions] {
        var deep: [String: ModelOptions] = [:]
        for name in names where chance(60) {
            guard let target = table.target(name), name != "*" else { continue }
            let rest = fields.filter { $0.hasPrefix(name + ".") }.map { String($0.dropFirst(name.count + 1)) }
            var options = ModelOptions()
            if chance(table.many[name] == nil ? 75 : target.isTranslations ? 20 : 40) {
                options.filter = filter(target, depth: 1, isOfQuery: true)
            }
            if table.many[name] != nil {
                if chance(60) { options.sort = (0...(chance(20) ? 1 : 0)).map { _ in sortKey(target) } }
                if chance(55) { options.limit = pick([1, 1, 2, 3]) }
            } else if rest.isEmpty {
                continue
            }
            options.deep = deeper(target, rest)
            deep[name] = options
        }
        return deep
    }

    private mutating func deeper(_ table: ModelTable, _ fields: [String]) -> [String: ModelOptions] {
        guard table.any.isEmpty else {
            var deep: [String: ModelOptions] = [:]
            for target in table.any where chance(30) && fields.contains(where: { $0.hasPrefix("item:" + target) }) {
                var options = ModelOptions(filter: filter(QueryModel.table(target), depth: 0, isOfQuery: true))
                if target == "block_text", chance(50) {
                    let translations = QueryModel.table("block_text_translations")
                    options.deep["translations"] = ModelOptions(
                        filter: filter(translations, depth: 1, isOfQuery: true), sort: [sortKey(translations)])
                }
                deep["item:" + target] = options
            }
            return deep
        }
        guard chance(40) else { return [:] }
        return deep(table, Set(fields.map { ModelRenderer.split($0)[0] }).sorted(), fields)
    }

    // MARK: Order

    mutating func sortKey(_ table: ModelTable) -> String {
        let direction = chance(50) ? "-" : ""
        let own = (table.columns.filter { $0.target == nil && $0.name != "item" }.map(\.name) + ["id"])
        guard chance(35) else { return direction + pick(own) }
        guard let relation = relations(table).randomElement(using: &random), let target = table.target(relation) else {
            return direction + pick(own)
        }
        if table.many[relation] != nil, chance(30) { return direction + "count(\(relation))" }
        return direction + relation + "."
            + pick(target.columns.filter { $0.target == nil && $0.name != "item" }.map(\.name))
    }

    // MARK: Filters

    mutating func filter(_ table: ModelTable, depth: Int, isOfQuery: Bool) -> ModelFilter {
        switch depth > 0 ? Int.random(in: 0..<10, using: &random) : pick([7, 8, 9]) {
        case 0:
            return .or([
                filter(table, depth: 0, isOfQuery: isOfQuery), filter(table, depth: depth, isOfQuery: isOfQuery),
            ])
        case 1:
            return .and([
                filter(table, depth: depth, isOfQuery: isOfQuery), filter(table, depth: 0, isOfQuery: isOfQuery),
            ])
        case 2...4: return under(table, depth: depth)
        case 5, 6: return quantified(table)
        case 7 where isOfQuery:
            guard let many = table.many.keys.sorted().randomElement(using: &random) else { return comparison(table) }
            return .compare("count(\(many))", pick(["_gt", "_eq", "_lt"]), [.value(.number(pick([0, 1, 2])))])
        default: return comparison(table)
        }
    }

    private mutating func under(_ table: ModelTable, depth: Int) -> ModelFilter {
        if !table.any.isEmpty, chance(90) {
            let target = pick(table.any)
            return .under("item:" + target, comparison(QueryModel.table(target)))
        }
        guard let relation = relations(table).randomElement(using: &random), let target = table.target(relation) else {
            return comparison(table)
        }
        let inner = chance(target.any.isEmpty ? 30 : 90) ? under(target, depth: 0) : comparison(target)
        return .under(relation, chance(25) ? .and([inner, comparison(target)]) : inner)
    }

    private mutating func quantified(_ table: ModelTable) -> ModelFilter {
        guard let many = table.many.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else {
            return comparison(table)
        }
        let target = QueryModel.table(many.value.child)
        let inner = chance(target.any.isEmpty ? 30 : 80) ? under(target, depth: 0) : comparison(target)
        return chance(50) ? .some(many.key, inner) : .none(many.key, inner)
    }

    private mutating func comparison(_ table: ModelTable) -> ModelFilter {
        let column = pick(table.columns.filter { $0.name != "item" && $0.name != "note" })
        if chance(15) { return .compare(column.name, chance(50) ? "_null" : "_nnull", [.flag(true)]) }
        switch column.kind {
        case .flag: return .compare(column.name, pick(["_eq", "_neq"]), [.flag(chance(50))])
        case .time:
            return .compare(column.name, pick(["_lte", "_lt", "_gt", "_gte"]), [.now(pick([0, 0, 1, -1, 24]))])
        case .number:
            let op = pick(["_eq", "_neq", "_lt", "_lte", "_gt", "_gte", "_in", "_nin", "_between"])
            let count = op == "_between" ? 2 : ["_in", "_nin"].contains(op) ? 2 : 1
            let values = (0..<count).map { _ in Int.random(in: 0...3, using: &random) }.sorted()
            return .compare(column.name, op, values.map { .value(.number($0)) })
        case .text: return textComparison(column.name)
        }
    }

    private mutating func textComparison(_ name: String) -> ModelFilter {
        let words = ModelWords.of(name).filter { !$0.isEmpty }
        let op = pick(["_eq", "_neq", "_in", "_nin", "_contains", "_ncontains", "_starts_with", "_empty"])
        guard op != "_empty" else { return .compare(name, op, [.flag(true)]) }
        let count = ["_in", "_nin"].contains(op) ? 2 : 1
        return .compare(name, op, (0..<count).map { _ in .value(.text(pick(words))) })
    }
}

/// The few texts of the model, so that equal ones are frequent.
enum ModelWords {
    static func of(_ column: String) -> [String] {
        switch column {
        case "status": ["published", "draft"]
        case "slug": ["s0", "s1", "s2", "s3", "s4", "s5"]
        case "collection": ["block_text", "block_list"]
        case "code": ["en-US", "es-ES", "fr-FR", "es-MX"]
        case "path": ["", "es", "fr", "e s", "/de/"]
        default: ["w0", "w1", "w2", "v3", "v4"]
        }
    }
}
