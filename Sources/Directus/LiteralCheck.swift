internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Lets PostgreSQL read the values that a filter compares.
///
/// Only PostgreSQL can decide which texts are values of an enum, an address, a range or a time, and which types have an
/// order. A value that it cannot read is refused at its place, before a look begins.
struct LiteralCheck {
    let tables: [String: Table]
    let relations: Relations
    let query: (String, [String?]) throws(PostgresError) -> Rows

    /// Checks a filter on `table`; a field that leads nowhere is left to the compiler, which refuses it.
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

    /// Checks all values of a comparison with one query; only if it fails, one by one to find the refused one.
    private func check(_ comparison: Comparison, on table: Table) throws {
        guard let (owner, column) = compared(comparison.field.value, table) else { return }
        let texts = comparison.operand.values.compactMap(\.text).filter(column.type.accepts)
        guard !texts.isEmpty, let error = refusal(of: texts, comparison.op, column) else { return }
        let name = "\(owner.name).\(column.name)"
        guard try serverError(error).sqlState != .undefinedFunction else {
            throw Failure.configuration(
                "\(name) is \(column.castName), which has no \(comparison.op.rawValue)", at: comparison.place)
        }
        for text in texts {
            guard let error = refusal(of: [text], comparison.op, column) else { continue }
            throw Failure.configuration(
                "\(name) is compared with \"\(text)\", which is no \(column.castName): \(try serverError(error).message)",
                at: comparison.place)
        }
    }

    /// PostgreSQL's error when it reads the values as the column's type and looks for the operator; nil: none.
    ///
    /// `count` forces every value to be read; comparing nulls alone would not.
    private func refusal(of texts: [String], _ op: FilterOperator, _ column: Column) -> PostgresError? {
        let type = column.castName
        let symbol = column.op(op.isOrdered ? "<" : "=").rendered().text
        let statement = """
            SELECT count(literal::\(type)), NULL::\(type) \(symbol) NULL::\(type)
            FROM unnest($1::text[]) AS literal
            """
        do {
            _ = try query(statement, [arrayLiteral(texts)])
            return nil
        } catch {
            return error
        }
    }

    /// The error where the server refuses the values; any other one is thrown.
    private func serverError(_ error: PostgresError) throws(PostgresError) -> PostgresError {
        guard error.kind == .server, !error.isTransient else { throw error }
        return error
    }

    /// The column that a comparison is about, if only PostgreSQL can read its values.
    ///
    /// A relational field stands for the primary key of the row that it leads to.
    private func compared(_ field: String, _ table: Table) -> (owner: Table, column: Column)? {
        if let column = table.column(field) { return column.type.needsNoServerCheck ? nil : (table, column) }
        guard let owner = target(of: field, table), let key = owner.primaryKey.first, let column = owner.column(key),
            !column.type.needsNoServerCheck
        else { return nil }
        return (owner, column)
    }

    func target(of field: String, _ table: Table) -> Table? {
        relations.relation(of: table.name, field).flatMap { tables[$0.target] }
    }
}
