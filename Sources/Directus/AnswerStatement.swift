package import Freshen
package import LedgerSQL

/// A query as one SELECT that yields the items of its answer, or of all its answers, as JSON, a row each, in order.
package struct AnswerStatement {
    /// Yields the columns `number`, the answer's number counted from 0, and `item`.
    package let sql: SQL
    /// Whether the answer is one item, not a list.
    package let isOneItem: Bool
    /// The table of the queried singleton; nil: the collection is no singleton, or the query has a key.
    let singleton: Table?

    /// Compiles a query of a reader.
    ///
    /// Throws a configuration failure, with its place in the query, for what the API refuses and for what freshen does not
    /// understand.
    package init(
        _ query: Query, catalog: Catalog, rules: [CollectionRule], readRule: RuleReading
    ) throws(Failure) {
        let access = try Access(catalog, rules, readRule)
        let planner = AnswerPlanner(catalog: catalog, access: access, languages: catalog.languages)
        let table = try planner.table(query.collection.value, at: query.collection.place)
        let isSingleton = catalog.metadata.singletons.contains(table.name)
        var options = try planner.checked(query.options, of: table)
        if let key = query.key { options.filter = .and([options.filter, try table.filter(forKey: key)]) }
        if isSingleton { options.limit = 1 }
        let object = try planner.object(table, query.fields, options)
        // The compiler needs a rule; a query depends on none.
        let bare = CollectionRule(
            name: query.collection, visible: .always, zone: nil, shows: [], routes: [], ignore: [])
        let compiler = AnswerCompiler(
            compiler: CollectionCompiler(
                bare, rules: [:], catalog: catalog, access: access, parameters: query.parameters.map(ParameterSets.init)
            ),
            zone: Placed("UTC", at: query.place), namesFields: true)
        sql = try compiler.statement(object, options).unrestricted
        try compiler.compiler.reads.check()
        isOneItem = isSingleton || query.key != nil
        singleton = isSingleton && query.key == nil ? table : nil
    }
}

extension AnswerCompiler {
    /// The SELECT over a collection's items; with parameters, over the items of every answer.
    fileprivate func statement(_ object: AnswerObject, _ options: QueryOptions) throws(Failure) -> SQL {
        let row = JoinedTable(collection: object.table, in: compiler)
        let item = try part(object, of: row)
        let conditions = try isAnswered(object, options.filter, of: row).map { "(" + $0.condition + ")" }
        let keys = options.sort.isEmpty ? defaultSort(of: object.table) : options.sort
        let asked = try keys.map { key throws(Failure) in try orderTerm(key, of: row) }
        let order = (asked + object.table.primaryKey.map(row.column)).joined(", ")
        let bounds = try bounds(options, of: row)
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(" AND ")
        guard compiler.parameters != nil else {
            return """
                \(relations(of: row))SELECT 0 AS number, \(item.json) AS item\(row.from)
                \(filter)
                ORDER BY \(order) LIMIT NULLIF(\(bounds.limit), -1) OFFSET \(bounds.skipped)
                """
        }
        row.select.joinAnswers()
        return """
            \(relations(of: row))SELECT number, item FROM (
              SELECT parameter.number, \(item.json) AS item, \(bounds.limit) AS most, \(bounds.skipped) AS skipped,
                row_number() OVER (PARTITION BY parameter.number ORDER BY \(order)) AS place\(row.from)
              \(filter)) AS answered
            WHERE place > skipped AND (most < 0 OR place <= skipped + most) ORDER BY number, place
            """
    }

    /// The relations that the SELECT of `row` reads besides tables.
    private func relations(of row: JoinedTable) -> SQL {
        let languages = row.select.hasLanguages ? compiler.catalog.languages?.relation : nil
        let all = [languages, compiler.parameters?.relation].compactMap { $0 }
        return all.isEmpty ? "" : "WITH " + all.joined(", ") + "\n"
    }
}

extension Table {
    /// The filter that selects the item with a primary key.
    fileprivate func filter(forKey key: Placed<Operand>) throws(Failure) -> Filter {
        guard let column = singleKey else {
            throw .configuration(
                "\(name) has no primary key of one column, so `key` cannot select an item: use a filter", at: key.place)
        }
        let field = Placed(column, at: key.place)
        return .compare(Comparison(field: field, op: .eq, operand: key.value, place: key.place))
    }
}
