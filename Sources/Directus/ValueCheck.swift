internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Finds texts in filters that their columns never hold, such as a misspelt `status`.
struct ValueCheck {
    private let connection: Connection
    private let literals: LiteralCheck
    /// Whether texts may be no UTF-8, which cannot be shown.
    private let isByteEncoded: Bool

    init(_ catalog: Catalog, _ connection: Connection) {
        self.connection = connection
        isByteEncoded = catalog.isByteEncoded == true
        literals = LiteralCheck(tables: catalog.tables, relations: catalog.relations, query: connection.query)
    }

    /// A warning for each compared text that no row has, in `visible` and in the filters of routes.
    func findings(_ rule: CollectionRule) throws -> [Finding] {
        let table = literals.tables[rule.name.value]
        let filters = [rule.visible] + rule.routes.map(\.options.filter)
        return try filters.flatMap { try findings($0, on: table, rule.name.value) }
    }

    private func findings(_ filter: Filter, on table: Table?, _ name: String) throws -> [Finding] {
        guard let table else { return [] }
        switch filter {
        case .and(let parts), .or(let parts): return try parts.flatMap { try findings($0, on: table, name) }
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            return try findings(inner, on: literals.target(of: field.value, table), name)
        case .compare(let comparison): return try findings(comparison, on: table, name)
        }
    }

    private func findings(_ comparison: Comparison, on table: Table, _ name: String) throws -> [Finding] {
        guard [.eq, .in, .neq, .nin].contains(comparison.op), let column = table.column(comparison.field.value),
            column.type == .text, !isByteEncoded
        else { return [] }
        return try comparison.operand.values.compactMap(\.text).compactMap { text in
            guard let held = try values(of: column, in: table, without: text) else { return nil }
            let list = held.isEmpty ? "no row has a value" : "it holds \(held.joined(separator: ", "))"
            return .warning(
                "collection", name,
                "\(comparison.place): \(table.name).\(column.name) never holds \"\(text)\": \(list)")
        }
    }

    /// Some values of a column; nil: a row has `text`.
    private func values(of column: Column, in table: Table, without text: String) throws -> [String]? {
        let name = table.column(column.name, of: "t")
        let isHeld = name + " " + column.op("=") + " \(bind: text)::" + SQL(trusted: column.castName)
        let found: SQL = "SELECT EXISTS (SELECT FROM \(table.sql) AS t WHERE \(isHeld)) AS is_held"
        let asked = found.rendered()
        guard try connection.query(asked.text, asked.parameters).first?.bool("is_held") == false else { return nil }
        let some: SQL =
            "SELECT DISTINCT left(\(name), 40) AS value FROM \(table.sql) AS t WHERE \(name) <> '' ORDER BY 1 LIMIT 6"
        let rendered = some.rendered()
        return try connection.query(rendered.text, rendered.parameters).map { try $0.text("value") }
    }
}
