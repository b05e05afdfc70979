import Freshen
import TestSupport

/// An editor who writes to the query model at random; the same seed makes the same writes.
struct QueryEditor {
    private(set) var now: Instant
    var random: SplitMix64

    init(random: SplitMix64, start: Instant) {
        now = start
        self.random = random
    }

    /// Rows to begin with.
    mutating func start() -> String {
        let languages = [1] + [2, 3, 4].filter { _ in chance(75) }
        return languages.map { language($0) }.joined()
            + QueryModel.tables.filter { $0.name != "languages" }.map { table in
                (1...Self.count(table)).filter { _ in chance(75) }.map { insert(table, $0) }.joined()
            }.joined()
    }

    /// Nothing to six writes in one transaction, while some time passes.
    mutating func step() -> String {
        now = now + .seconds(pick([0, 0, 60, 600, 3600, 10_800]))
        let count = chance(10) ? 0 : pick([1, 1, 2, 3, 4, 6])
        return "BEGIN;\n" + (0..<count).map { _ in write() }.joined() + "COMMIT"
    }

    private mutating func write() -> String {
        guard !chance(10) else { return writeLanguage() }
        let table = pick(Self.weighted)
        let id = key(table)
        switch Int.random(in: 0..<20, using: &random) {
        case 0...3: return insert(table, id)
        case 4, 5: return "DELETE FROM \(table.name) WHERE id = \(id);\n"
        case 6: return move(table)
        case 7: return reorder(table)
        case 8: return "UPDATE \(table.name) SET id = id WHERE id % 2 = \(id % 2);\n"
        case 9 where table.name == "articles": return "UPDATE articles SET note = 'n\(id)' WHERE id = \(id);\n"
        case 10:
            return
                "UPDATE \(table.name) SET id = id + 20 WHERE id = \(id) "
                + "AND NOT EXISTS (SELECT FROM \(table.name) WHERE id = \(id) + 20);\n"
        default:
            let columns = table.columns.filter { _ in chance(35) }
            let changed = columns.isEmpty ? [pick(table.columns)] : columns
            let values = changed.map { "\($0.name) = \(value($0, in: table))" }.joined(separator: ", ")
            return "UPDATE \(table.name) SET \(values) WHERE id = \(id);\n"
        }
    }

    /// The first language keeps its code: a site may name it as its default.
    private mutating func language(_ id: Int) -> String {
        let code = id == 1 ? "'en-US'" : chance(8) ? "NULL" : "'\(pick(ModelWords.of("code")))'"
        let path = chance(8) ? "NULL" : "'\(pick(ModelWords.of("path")))'"
        return "INSERT INTO languages (id, code, path) VALUES (\(id), \(code), \(path)) ON CONFLICT (id) DO NOTHING;\n"
    }

    private mutating func writeLanguage() -> String {
        let id = pick([2, 3, 4])
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: return language(id)
        case 2, 3: return "DELETE FROM languages WHERE id = \(id);\n"
        case 4: return "UPDATE languages SET code = '\(pick(ModelWords.of("code")))' WHERE id = \(id);\n"
        default: return "UPDATE languages SET path = '\(pick(ModelWords.of("path")))' WHERE id = \(pick([1, id]));\n"
        }
    }

    private mutating func insert(_ table: ModelTable, _ id: Int) -> String {
        let names = table.columns.map(\.name).joined(separator: ", ")
        let values = table.columns.map { value($0, in: table) }.joined(separator: ", ")
        return "INSERT INTO \(table.name) (id, \(names)) VALUES (\(id), \(values)) ON CONFLICT (id) DO NOTHING;\n"
    }

    /// Children that change places between two parents.
    private mutating func move(_ table: ModelTable) -> String {
        guard let column = table.columns.filter({ $0.target != nil }).randomElement(using: &random) else { return "" }
        let target = QueryModel.table(column.target ?? "")
        let (one, other) = (key(target), key(target))
        let exist = "(SELECT count(*) FROM \(target.name) WHERE id IN (\(one), \(other))) = \(one == other ? 1 : 2)"
        return "UPDATE \(table.name) SET \(column.name) = \(one) + \(other) - \(column.name) "
            + "WHERE \(column.name) IN (\(one), \(other)) AND \(exist);\n"
    }

    private mutating func reorder(_ table: ModelTable) -> String {
        let names = table.columns.map(\.name).filter { ["rank", "sort", "likes"].contains($0) }
        guard let column = names.first else { return "" }
        return chance(50)
            ? "UPDATE \(table.name) SET \(column) = 3 - \(column);\n"
            : "UPDATE \(table.name) SET \(column) = \(column) + 1 WHERE id % 3 = \(pick([0, 1, 2]));\n"
    }

    // MARK: Values

    private static let weighted =
        QueryModel.tables.filter { $0.name != "languages" }
        + ["articles", "articles", "comments", "pages_blocks"].map(QueryModel.table)
        + QueryModel.tables.filter(\.isTranslations) + QueryModel.tables.filter(\.isTranslations)
        + ["articles_translations", "articles_translations"].map(QueryModel.table)

    private static func count(_ table: ModelTable) -> Int {
        [
            "articles": 8, "articles_topics": 12, "comments": 12, "pages_blocks": 10, "articles_translations": 28,
            "authors_translations": 12, "block_text_translations": 10,
        ][table.name] ?? 4
    }

    private mutating func key(_ table: ModelTable) -> Int { Int.random(in: 1...Self.count(table), using: &random) }

    private mutating func value(_ column: ModelColumn, in table: ModelTable) -> String {
        if let target = column.target {
            // Most translations are in two of the languages.
            let key = target == "languages" ? pick([1, 1, 2, 2, 3, 4]) : key(QueryModel.table(target))
            return chance(table.isTranslations ? 4 : 15)
                ? "NULL" : column.isEnforced ? "(SELECT id FROM \(target) WHERE id = \(key))" : "\(key)"
        }
        switch (column.name, column.kind) {
        case ("status", _): return chance(75) ? "'published'" : chance(85) ? "'draft'" : "NULL"
        case ("item", _): return chance(5) ? "NULL" : "'\(pick([1, 2, 3, 4]))'"
        case ("collection", _): return chance(5) ? "NULL" : "'\(pick(ModelWords.of(column.name)))'"
        case ("size", _): return chance(15) ? "NULL" : "\(pick([-1, 0, 1, 1, 2, 2, 3]))"
        case (_, .flag): return pick(["TRUE", "FALSE", "NULL"])
        case (_, .number): return chance(20) ? "NULL" : "\(pick([0, 1, 2, 3]))"
        case (_, .text) where table.isTranslations && chance(25): return "NULL"
        case (_, .text): return chance(10) ? pick(["NULL", "''"]) : "'\(pick(ModelWords.of(column.name)))'"
        case (_, .time):
            return chance(15)
                ? "NULL" : "'\(now + .seconds(pick([-90_000, -3600, -60, 0, 60, 600, 3600, 7200, 90_000])))'"
        }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }
}
