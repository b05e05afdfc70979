/// All relations of the database, by the table that has the field and the field's name.
///
/// Directus' rows take precedence. Where it has none, foreign keys are used, and the to-many field is named after the
/// referencing table.
struct Relations: Sendable, Equatable, Codable {
    /// A row of `directus_relations`.
    struct DirectusRow: Sendable {
        let manyCollection: String
        let manyField: String
        let oneCollection: String?
        let oneField: String?
        let oneCollectionField: String?
        let oneAllowedCollections: [String]
        let sortField: String?
        /// The other foreign key of a junction table.
        let junctionField: String?
    }

    /// A foreign key of one column.
    struct ForeignKey: Sendable, Decodable {
        let table: String
        let column: String
        let target: String
        let targetColumn: String
        /// Whether every row fulfils it: one that is NOT VALID or NOT ENFORCED says only what the column means.
        let isValid: Bool
    }

    /// Which collections a many-to-any field may lead to, and the column that names the collection.
    private struct Choice: Equatable, Codable {
        let collectionColumn: String
        let allowed: [String]
    }

    private var known: [String: [String: Relation]] = [:]
    /// The many-to-any fields, by table and field.
    private var any: [String: [String: Choice]] = [:]

    /// The to-many fields (`one_field`) that directus_relations names, by table.
    private var named: [String: Set<String>] = [:]

    /// The other foreign key of a junction table, by table and foreign key.
    private var junctionFields: [String: [String: String]] = [:]

    /// Foreign key columns, by the table that they refer to and the table that has them.
    private var referencingColumns: [String: [String: [String]]] = [:]

    /// The GRANT without which the rows of `directus_relations` are not known; nil: they are, or there is no such table.
    private(set) var missingGrant: String?

    init(directus: [DirectusRow], foreignKeys: [ForeignKey], missingGrant: String? = nil) {
        self.missingGrant = missingGrant
        for key in foreignKeys {
            add(foreignKey: key)
        }
        for row in directus {
            add(directus: row, foreignKeys: foreignKeys)
        }
    }

    /// The relation that a segment of a field path names (`author`, `topics`, `item:block_hero`); nil: there is none.
    func relation(of table: String, _ segment: String) -> Relation? {
        if let relation = known[table]?[segment] { return relation }
        guard let colon = segment.firstIndex(of: ":") else { return nil }
        let field = String(segment[..<colon])
        let target = String(segment[segment.index(after: colon)...])
        guard let choice = any[table]?[field], choice.allowed.isEmpty || choice.allowed.contains(target) else {
            return nil
        }
        return .toAny(column: field, collectionColumn: choice.collectionColumn, target: target)
    }

    /// The collections that a many-to-any field may lead to, and the column that names one; nil: it is no such field.
    func targets(ofAny field: String, of table: String) -> (collectionColumn: String, allowed: [String])? {
        any[table]?[field].map { ($0.collectionColumn, $0.allowed) }
    }

    /// The other foreign key of the junction table that a to-many relation leads to; nil: there is none, or several.
    ///
    /// Directus' metadata decides; without it, the table may have only one other foreign key.
    func junctionField(of relation: Relation) -> String? {
        guard case .toMany(let child, let foreignKey, _, _) = relation else { return nil }
        let others = (known[child] ?? [:]).filter { !$0.value.isToMany && $0.key != foreignKey }
        return junctionFields[child]?[foreignKey] ?? (others.count == 1 ? others.keys.first : nil)
    }

    /// The to-many fields (`one_field`) of a table that directus_relations names.
    func toManyNames(of table: String) -> [String] { Array(named[table] ?? []) }

    /// The relational fields of a table that a wildcard stands for.
    func wildcardNames(of table: String) -> [String] {
        let toOne = (known[table] ?? [:]).filter { !$0.value.isToMany }.map(\.key)
        return toOne + toManyNames(of: table) + (any[table] ?? [:]).map(\.key)
    }

    /// Every table that has a relation or is the target of one.
    var tableNames: Set<String> {
        Set(known.keys).union(known.values.flatMap { $0.values.map(\.target) })
            .union(any.values.flatMap { $0.values.flatMap(\.allowed) })
    }

    /// The relational fields of a table, for "did you mean".
    func fields(of table: String) -> [String] {
        let scoped = (any[table] ?? [:]).flatMap { field, choice in choice.allowed.map { field + ":" + $0 } }
        return Array((known[table] ?? [:]).keys) + scoped
    }

    /// The foreign keys of the table named `segment` to `table`, if there are several, so that the name is ambiguous.
    func ambiguousColumns(of table: String, _ segment: String) -> [String] {
        let columns = referencingColumns[table]?[segment] ?? []
        return columns.count > 1 ? columns : []
    }

    private mutating func add(foreignKey key: ForeignKey) {
        known[key.table, default: [:]][key.column] = .toOne(
            column: key.column, target: key.target, targetColumn: key.targetColumn, isEnforced: key.isValid)
        referencingColumns[key.target, default: [:]][key.table, default: []].append(key.column)
        let isOnlyOne = referencingColumns[key.target]?[key.table]?.count == 1
        let back = Relation.toMany(
            child: key.table, foreignKey: key.column, parentColumn: key.targetColumn, sort: nil)
        known[key.target, default: [:]][key.table] = isOnlyOne ? back : nil
    }

    private mutating func add(directus row: DirectusRow, foreignKeys: [ForeignKey]) {
        if let collectionField = row.oneCollectionField, row.oneCollection == nil {
            any[row.manyCollection, default: [:]][row.manyField] = Choice(
                collectionColumn: collectionField, allowed: row.oneAllowedCollections)
            return
        }
        guard let target = row.oneCollection else { return }
        if let other = row.junctionField { junctionFields[row.manyCollection, default: [:]][row.manyField] = other }
        if let field = row.oneField { named[target, default: []].insert(field) }
        let foreignKey = foreignKeys.first {
            $0.table == row.manyCollection && $0.column == row.manyField && $0.target == target
        }
        known[row.manyCollection, default: [:]][row.manyField] = .toOne(
            column: row.manyField, target: target, targetColumn: foreignKey?.targetColumn,
            isEnforced: foreignKey?.isValid == true
        )
        guard let field = row.oneField else { return }
        known[target, default: [:]][field] = .toMany(
            child: row.manyCollection, foreignKey: row.manyField, parentColumn: foreignKey?.targetColumn,
            sort: row.sortField)
    }
}
