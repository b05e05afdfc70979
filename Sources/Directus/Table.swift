internal import Freshen
internal import LedgerSQL

/// A table; a junction table may have no primary key.
struct Table: Sendable, Equatable, Codable {
    let oid: String
    let schema: String
    let name: String
    /// In attribute order.
    let columns: [Column]
    let primaryKey: [String]
    /// The oids of its partitions and inheriting tables at every level, in order.
    let children: [String]
    /// False for a view or a foreign table.
    let hasRowVersions: Bool
    /// What the database role may read of it; nil: the whole table.
    var rights: ColumnRights?
    /// A foreign table among its children, whose rows have no versions; nil: there is none.
    var foreignChild: String?
    /// Whether tables that are no partitions inherit from it: they may repeat its keys.
    var hasHeirs: Bool?
    /// Where its rows and those of its children are stored, which changes when they are rewritten; nil: it is not known.
    var storage: String?
    /// `tableState` when it was read; nil: it is not known.
    var state: String?

    /// The table as a schema dump shows it: the same for each database with this structure.
    var withoutState: Table {
        var table = self
        (table.storage, table.state) = (nil, nil)
        return table
    }

    /// Qualified and quoted.
    var sql: SQL { "\(name: schema).\(name: name)" }

    /// The primary key where it is one column.
    var singleKey: String? { primaryKey.count == 1 ? primaryKey[0] : nil }

    func column(_ name: String) -> Column? {
        columns.first { $0.name == name }
    }

    /// The operator `=` on a column's values.
    func equals(_ column: String) -> SQL { self.column(column)?.op("=") ?? "=" }

    /// The operator before `(SELECT …)` where a column's value is among its rows.
    func isAmong(_ column: String) -> SQL { self.column(column)?.isAmong ?? "IN" }

    /// The columns that the database role may read.
    var readableColumns: [Column] { columns.filter { rights?.allows($0.name) ?? true } }

    /// The function that a segment of a field path calls; nil: it is a field's name, or a column has exactly this name.
    func function(_ segment: String) -> FieldFunction? {
        column(segment) == nil ? FieldFunction(segment) : nil
    }

    /// The field of a segment of a field path: the argument of a function, or the segment itself.
    func field(of segment: String) -> String { function(segment)?.field ?? segment }

    /// A column of the row of `alias`.
    ///
    /// The name is written as the database spells it: Swift compares `é` and `e` with a combining accent as equal.
    func column(_ name: String, of alias: String) -> SQL {
        SQL(trusted: alias + ".") + "\(name: column(name)?.name ?? name)"
    }

    /// `key, k0, k1, …` of the row of `alias`.
    func keyColumns(of alias: String) -> SQL {
        let columns = primaryKey.map { SQL(trusted: alias + ".") + "\(name: $0)" }
        let typed = columns.enumerated().map { $1 + SQL(trusted: " AS k\($0)") }.joined(", ")
        // UNION would take two spellings for one.
        let isLoose = primaryKey.contains { column($0)?.isLoose == true }
        return key(of: alias) + (isLoose ? " COLLATE \"default\"" : "") + " AS key, " + typed
    }

    /// The key of the row of `alias` as the ledger spells it: the value's text, or a JSON array of the values.
    ///
    /// In the array a value whose JSON may have a form of its own, such as that of an array or a composite, is its text, so that
    /// it can be read back.
    func key(of alias: String) -> SQL {
        let values = primaryKey.map { name -> SQL in
            let type = column(name)?.type
            let isText = primaryKey.count == 1 || type == .other || type == .json || column(name)?.isArray == true
            return column(name, of: alias) + (isText ? "::text" : "")
        }
        switch values.count {
        case 0: return "''"
        case 1: return values[0]
        default: return "jsonb_build_array(" + values.joined(", ") + ")::text"
        }
    }
}
