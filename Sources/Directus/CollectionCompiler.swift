internal import Freshen
internal import LedgerSQL

/// Turns one collection's rule into the statements that yield its items.
///
/// A `JoinedTable` adds joins while expressions are compiled. The statements are put together at the end, when all
/// joins are known.
final class CollectionCompiler {
    /// A joined table whose changes make items differ.
    typealias Watched = (row: JoinedTable, isReadByRelatedRule: Bool)

    let catalog: Catalog
    /// Every collection's rule, by name: a related row may be an item of another watched collection.
    let rules: [String: CollectionRule]
    let rule: CollectionRule
    /// The permissions of the reader of the API, or the `visible` of the collections.
    let access: Access
    /// The values of the query's parameters; nil: it has none, as all routes.
    let parameters: ParameterSets?
    /// The columns that its statements read, of tables that are not readable in full.
    let reads: ReadColumns
    private(set) var watched: [Watched] = []
    private var aliasCount = 0
    private var used: [String: Set<Int>] = [:]
    private var isReadingRelatedRule = false

    init(
        _ rule: CollectionRule, rules: [String: CollectionRule], catalog: Catalog, access: Access,
        parameters: ParameterSets? = nil, reads: ReadColumns = ReadColumns()
    ) {
        self.rule = rule
        self.rules = rules
        self.catalog = catalog
        self.access = access
        self.parameters = parameters
        self.reads = reads
    }

    func newAlias() -> String {
        aliasCount += 1
        return "r\(aliasCount)"
    }

    func table(_ name: String) throws(Failure) -> Table {
        guard let table = catalog.tables[name] else {
            throw .configuration("there is no table \(name) that the database role can see", at: rule.name.place)
        }
        return table
    }

    /// The relation of a field; one along which SQL cannot join is refused, with the field's place.
    func relation(_ field: FieldName, of table: Table) throws(Failure) -> Relation {
        guard let relation = catalog.relations.relation(of: table.name, field.value) else {
            throw catalog.unknown(field, of: table)
        }
        if let obstacle = relation.obstacle(from: table, to: catalog.tables[relation.target]) {
            throw .configuration("\(table.name).\(field.value) cannot be followed: \(obstacle)", at: field.place)
        }
        return relation
    }

    /// Whether the last segment of a field path is a column; every segment before it must be a relation.
    func endsInColumn(_ path: Placed<[String]>, from table: Table) throws(Failure) -> Bool {
        var table = table
        for (index, segment) in path.value.enumerated() {
            if index == path.value.count - 1, let column = table.column(segment) {
                use(column, of: table)
                return true
            }
            let relation = try relation(Placed(segment, at: path.place), of: table)
            table = try self.table(relation.target)
        }
        return false
    }

    /// Notes that the statements read a column, so that its definition is part of the signature.
    func use(_ column: Column, of table: Table) {
        used[table.oid, default: []].insert(column.number)
        reads.note([column.name], of: table)
    }

    /// Notes columns by name; if the table lacks one, the statement fails with PostgreSQL's message.
    func use(_ names: [String?], of table: Table) {
        for column in table.columns where names.contains(column.name) {
            use(column, of: table)
        }
    }

    func isUsed(_ column: Column, of table: Table) -> Bool {
        used[table.oid]?.contains(column.number) == true
    }

    /// Notes a joined table whose changes make items differ.
    func watch(_ row: JoinedTable) {
        watched.append((row, isReadingRelatedRule))
    }

    /// Runs `body` for the rule of a related row's collection: the tables that it reads are watched, but no items are
    /// looked up from their young rows.
    func readingRelatedRule<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let outer = isReadingRelatedRule
        isReadingRelatedRule = true
        defer { isReadingRelatedRule = outer }
        return try body()
    }
}
