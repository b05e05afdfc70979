/// A relation from a row to one row or to many rows.
enum Relation: Sendable, Hashable, Codable {
    /// A foreign key column; `isEnforced`: the database has a foreign key constraint.
    case toOne(column: String, target: String, targetColumn: String?, isEnforced: Bool)
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
