import PostgresClient

/// A value of a row.
enum ModelValue: Hashable, Sendable {
    case null
    case text(String)
    /// A number, a time in seconds, or a flag.
    case number(Int)

    /// As JSON shows it.
    var json: String {
        switch self {
        case .null: "null"
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        }
    }

    /// As a part of a path; nil: there is no such page.
    var pathPart: String? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .number(let number): "\(number)"
        }
    }

    /// Whether it comes first in ascending order; neither is null.
    func isLess(than other: ModelValue) -> Bool {
        switch (self, other) {
        case (.number(let one), .number(let other)): one < other
        case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        default: false
        }
    }
}

/// A row of the model.
struct ModelRow {
    let table: ModelTable
    let id: Int
    let values: [String: ModelValue]

    subscript(_ column: String) -> ModelValue { values[column] ?? .null }
}

/// All rows of the model, read by one SELECT for each table.
struct ModelData {
    private var rows: [String: [ModelRow]] = [:]

    init(_ connection: Connection) throws {
        for table in QueryModel.tables {
            let columns = table.columns.map(\.reading).joined(separator: ", ")
            rows[table.name] = try connection.query("SELECT id, \(columns) FROM public.\(table.name) ORDER BY id").map {
                row in
                Self.row(table, row)
            }
        }
    }

    private static func row(_ table: ModelTable, _ row: Row) -> ModelRow {
        let id = Int(row[0] ?? "") ?? 0
        var values: [String: ModelValue] = ["id": .number(id)]
        for (index, column) in table.columns.enumerated() {
            guard let text = row[index + 1] else { continue }
            switch column.kind {
            case .text: values[column.name] = .text(text)
            case .number, .time: values[column.name] = Int(text).map(ModelValue.number)
            case .flag: values[column.name] = .number(text == "t" ? 1 : 0)
            }
        }
        return ModelRow(table: table, id: id, values: values)
    }

    /// The rows of a table, by key.
    func all(_ table: String) -> [ModelRow] { rows[table] ?? [] }

    /// The row that a to-one field leads to, seen by the reader or not.
    func one(_ row: ModelRow, _ field: String) -> ModelRow? {
        if field.hasPrefix("item:") {
            let target = String(field.dropFirst(5))
            guard row["collection"] == .text(target), case .text(let key) = row["item"] else { return nil }
            return all(target).first { String($0.id) == key }
        }
        guard let target = row.table.columns.first(where: { $0.name == field })?.target else { return nil }
        return all(target).first { row[field] == .number($0.id) }
    }

    /// The rows that a to-many field leads to, by key.
    func many(_ row: ModelRow, _ field: String) -> [ModelRow] {
        guard let many = row.table.many[field] else { return [] }
        return all(many.child).filter { $0[many.key] == .number(row.id) }
    }
}
