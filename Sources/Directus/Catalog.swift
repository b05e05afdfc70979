internal import Freshen
internal import LedgerSQL

/// What freshen knows of the CMS's tables: structure and relations, no content.
package struct Catalog: Sendable, Equatable {
    let tables: [String: Table]
    let relations: Relations

    init(tables: [String: Table], relations: Relations) {
        self.tables = tables
        self.relations = relations
    }
}

/// A table with a primary key (junctions may do without one).
struct Table: Sendable, Equatable {
    let oid: String
    let schema: String
    let name: String
    /// In attribute order.
    let columns: [Column]
    let primaryKey: [String]
    /// Partitions and inheriting tables, those below them too, by oid, in order.
    let children: [String]
    /// False for a view or a foreign table.
    let hasRowVersions: Bool

    /// Qualified and quoted.
    var sql: SQL { "\(name: schema).\(name: name)" }

    /// The primary key where it is one column.
    var singleKey: String? { primaryKey.count == 1 ? primaryKey[0] : nil }

    func column(_ name: String) -> Column? {
        columns.first { $0.name == name }
    }
}

struct Column: Sendable, Equatable {
    let name: String
    let number: Int
    /// As `format_type` spells it: what a value can be cast to.
    let typeName: String
    let type: ColumnType
    /// What its values are made of, beside what is stored: its type, an enumeration's labels, what generates it.
    let definition: String
}

/// What comparisons need to know of a column's type.
enum ColumnType: String, Sendable {
    case text, integer, numeric, float, boolean, uuid, timestamptz, timestamp, date, time, json, other

    /// Reads `pg_type.typname` of the base type.
    init(typname: String) {
        switch typname {
        case "text", "varchar", "bpchar", "citext", "name": self = .text
        case "int2", "int4", "int8": self = .integer
        case "numeric": self = .numeric
        case "float4", "float8": self = .float
        case "bool": self = .boolean
        case "uuid": self = .uuid
        case "timestamptz": self = .timestamptz
        case "timestamp": self = .timestamp
        case "date": self = .date
        case "time", "timetz": self = .time
        case "json", "jsonb": self = .json
        default: self = .other
        }
    }

    /// Whether it can be compared with `$NOW`.
    var isTemporal: Bool {
        switch self {
        case .timestamptz, .timestamp, .date: true
        default: false
        }
    }

    /// Directus' own word for it, where that differs; for messages.
    var directusName: String {
        switch self {
        case .timestamptz: "timestamp"
        case .timestamp: "dateTime"
        case .float: "float"
        case .numeric: "decimal"
        default: rawValue
        }
    }
}

/// A step from a row to one row or to many.
enum Relation: Sendable, Hashable {
    /// A foreign key column; `isGuarded` says whether the database enforces it.
    case toOne(column: String, target: String, targetColumn: String?, isGuarded: Bool)
    /// `item:block_hero`: a row of one collection of a many-to-any field.
    case toAny(column: String, collectionColumn: String, target: String)
    /// The rows of `child` whose `foreignKey` names this row's key.
    case toMany(child: String, foreignKey: String, parentColumn: String?, sort: String?)

    var target: String {
        switch self {
        case .toOne(_, let target, _, _), .toAny(_, _, let target), .toMany(let target, _, _, _): target
        }
    }

    var isToMany: Bool {
        if case .toMany = self { true } else { false }
    }
}
