internal import Freshen
internal import PostgresClient

/// Asks PostgreSQL to read the values that a filter compares.
///
/// Only it knows what an enum, an address, a range or a time may look like, and which of them have an order. What it
/// cannot read is refused at its place, before a look begins.
struct LiteralCheck {
    let tables: [String: Table]
    let relations: Relations
    let connection: Connection

    /// Checks a filter on `table`; what leads nowhere is left to the compiler, which says so.
    func check(_ filter: Filter, on table: Table?) throws {
        guard let table else { return }
        switch filter {
        case .and(let parts), .or(let parts):
            for part in parts {
                try check(part, on: table)
            }
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            try check(inner, on: target(of: field.value, table))
        case .compare(let comparison):
            try check(comparison, on: table)
        }
    }

    private func check(_ comparison: Comparison, on table: Table) throws {
        guard let (owner, column) = compared(comparison.field.value, table) else { return }
        for text in comparison.operand.values.compactMap(\.text) where column.type.accepts(text) {
            try check(text, comparison, column, "\(owner.name).\(column.name)")
        }
    }

    /// The column that a comparison is about: a relation stands for the key of what it leads to.
    private func compared(_ field: String, _ table: Table) -> (owner: Table, column: Column)? {
        if let column = table.column(field) { return Self.isPlain(column.type) ? nil : (table, column) }
        guard let owner = target(of: field, table), let key = owner.primaryKey.first, let column = owner.column(key),
            !Self.isPlain(column.type)
        else { return nil }
        return (owner, column)
    }

    /// Whether the compiler tells by itself what a value of the type may look like.
    private static func isPlain(_ type: ColumnType) -> Bool {
        switch type {
        case .text, .boolean, .uuid, .json: true
        default: false
        }
    }

    private func check(_ text: String, _ comparison: Comparison, _ column: Column, _ name: String) throws {
        let (type, op) = (column.castName, comparison.op.isOrdered ? "<" : "=")
        guard let error = refusal(of: "SELECT NULL::\(type) \(op) $1::\(type)", text) else { return }
        guard error.kind == .server, !error.isTransient else { throw error }
        throw Failure.configuration(
            error.sqlState?.rawValue == "42883"
                ? "\(name) is \(type), which has no \(comparison.op.rawValue)"
                : "\(name) is compared with \"\(text)\", which is no \(type): \(error.message)",
            at: comparison.place)
    }

    private func refusal(of statement: String, _ value: String) -> PostgresError? {
        do {
            _ = try connection.query(statement, [value])
            return nil
        } catch {
            return error
        }
    }

    private func target(of field: String, _ table: Table) -> Table? {
        relations.relation(of: table.name, field).flatMap { tables[$0.target] }
    }
}
