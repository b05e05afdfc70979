internal import Freshen

/// Expands a query as Directus' API does, and refuses what the API refuses.
///
/// Source: `api/src/database/get-ast-from-query/lib/parse-fields.ts` and `convert-wildcards.ts`.
struct AnswerPlanner {
    let catalog: Catalog
    let access: Access
    /// What wildcards leave out: single names, at every depth, and paths.
    var ignored: Set<[String]> = []
    /// Whether a path through a field that is no relation is refused; the API leaves it out without an error.
    var isStrict = false
    /// The languages of the page, where translations are read in one; nil: all are read.
    var languages: Languages?
    /// The path of relations from the query's collection to the items that are planned.
    private(set) var path: [String] = []

    /// The planner for the items that a relation leads to.
    private func below(_ field: String) -> AnswerPlanner {
        var planner = self
        planner.path.append(field)
        return planner
    }

    /// The table of a collection that the reader may see.
    func table(_ collection: String, at place: Place) throws(Failure) -> Table {
        guard access.permissions(of: collection) != nil else {
            throw .configuration("there is no collection \(collection) that the reader may see", at: place)
        }
        guard let table = catalog.tables[collection] else {
            throw .configuration("there is no table \(collection) that the database role can see", at: place)
        }
        return table
    }

    /// What the requested `fields` return of each item of `table`.
    func object(_ table: Table, _ fields: [FieldSelection], _ options: QueryOptions) throws(Failure) -> AnswerObject {
        let asked = AskedFields(expanded(fields, of: table, options.alias)) { isNameWithColon($0, of: table) }
        let named = Set(fields.compactMap(\.value.first))
        var found: [AnswerField] = []
        for name in asked.plain where asked.nested[name.value] == nil {
            found.append(try plain(name, of: table, options, isNamed: named.contains(name.value)))
        }
        for (name, nested) in asked.nested.sorted(by: { $0.key < $1.key }) {
            let field = options.alias[name] ?? name
            guard let content = try content(of: Placed(field, at: nested.place), name, nested, table, options) else {
                guard !isStrict else { throw leadsNowhere(field, of: table, at: nested.place) }
                continue
            }
            try checkAccess(field, of: table, at: nested.place)
            found.append(self.field(name, field, content, of: table, isNamed: true))
        }
        let rule = access.rule(of: table.name, asking: found.map(\.field))
        return AnswerObject(table: table, fields: found, rule: rule)
    }

    private func field(
        _ name: String, _ field: String, _ content: AnswerContent, of table: Table, isNamed: Bool
    ) -> AnswerField {
        let isColumn = if case .column = content { true } else { false }
        return AnswerField(
            name: name, field: field, content: content, rule: access.rule(of: table.name, answering: field),
            isColumnOfWildcard: isColumn && !isNamed)
    }

    // MARK: one field

    private func plain(
        _ name: Placed<String>, of table: Table, _ options: QueryOptions, isNamed: Bool
    ) throws(Failure) -> AnswerField {
        if let function = table.function(name.value) {
            try checkAccess(function.field, of: table, at: name.place)
            let counted = catalog.relations.relation(of: table.name, function.field).map {
                access.rule(of: $0.target, asking: [])
            }
            return field(
                function.answerName, function.field, .function(function, counted: counted ?? .always), of: table,
                isNamed: isNamed)
        }
        let field = options.alias[name.value] ?? name.value
        try checkAccess(field, of: table, at: name.place)
        if let column = table.column(field) {
            return self.field(name.value, field, .column(column), of: table, isNamed: isNamed)
        }
        guard let relation = catalog.relations.relation(of: table.name, field), relation.isToMany else {
            throw catalog.unknown(Placed(field, at: name.place), of: table)
        }
        let target = try self.target(of: relation, Placed(field, at: name.place), table)
        let keys = target.primaryKey.map { Placed([$0], at: name.place) }
        let content = try toMany(
            relation, field, of: table, below(field).object(target, keys, QueryOptions()),
            checked(options.nested[name.value], of: target), isFlat: true)
        return self.field(name.value, field, content, of: table, isNamed: isNamed)
    }

    /// What is returned of a relation's items; nil: the field is no relation to items that the reader may see.
    private func content(
        of field: Placed<String>, _ name: String, _ asked: AskedFields.Nested, _ table: Table, _ options: QueryOptions
    ) throws(Failure) -> AnswerContent? {
        if let any = catalog.relations.targets(ofAny: field.value, of: table.name) {
            return .toAny(
                collectionColumn: any.collectionColumn,
                try targets(any.allowed, asked).map { target throws(Failure) in
                    try choice(target, of: field, name, asked, table, options)
                })
        }
        guard let relation = catalog.relations.relation(of: table.name, field.value),
            access.permissions(of: relation.target) != nil
        else { return nil }
        let target = try self.target(of: relation, field, table)
        let nested = try checked(options.nested[name], of: target)
        let object = try below(field.value).object(target, asked.unscoped, nested)
        return relation.isToMany
            ? try toMany(relation, field.value, of: table, object, nested, isFlat: false)
            : .toOne(relation, object, nested.filter)
    }

    /// The items of a to-many relation; if they are translations, the one in the language of the page.
    private func toMany(
        _ relation: Relation, _ field: String, of table: Table, _ object: AnswerObject, _ options: QueryOptions,
        isFlat: Bool
    ) throws(Failure) -> AnswerContent {
        guard let languages, let code = try languages.code(in: relation, field, of: table, catalog) else {
            return .toMany(relation, object, options, isFlat: isFlat)
        }
        return .translation(relation, object, options, code: code, isFlat: isFlat)
    }

    /// The collections of a many-to-any relation that the reader may see.
    ///
    /// A collection without a table has no items, so it is left out unless the query names it.
    private func targets(_ allowed: [String], _ asked: AskedFields.Nested) -> [String] {
        (allowed.isEmpty ? asked.scoped.keys.sorted() : allowed).filter { target in
            access.permissions(of: target) != nil
                && (catalog.tables[target] != nil || asked.scoped[target] != nil)
        }
    }

    private func choice(
        _ target: String, of field: Placed<String>, _ name: String, _ asked: AskedFields.Nested, _ table: Table,
        _ options: QueryOptions
    ) throws(Failure) -> AnswerContent.AnyChoice {
        let scoped = "\(field.value):\(target)"
        let relation = try relation(Placed(scoped, at: field.place), of: table)
        let target = try self.target(of: relation, Placed(scoped, at: field.place), table)
        let nested = try checked(options.nested["\(name):\(target.name)"], of: target)
        let fields = asked.unscoped + (asked.scoped[target.name] ?? [])
        let keys = target.primaryKey.map { Placed([$0], at: field.place) }
        return AnswerContent.AnyChoice(
            relation: relation, object: try below(field.value).object(target, fields.isEmpty ? keys : fields, nested),
            filter: nested.filter, isFlat: fields.isEmpty)
    }

    func relation(_ field: FieldName, of table: Table) throws(Failure) -> Relation {
        guard let relation = catalog.relations.relation(of: table.name, field.value) else {
            throw catalog.unknown(field, of: table)
        }
        return relation
    }

    /// The table that a relation leads to; a relation along which SQL cannot join is refused.
    func target(of relation: Relation, _ field: FieldName, _ table: Table) throws(Failure) -> Table {
        let target = catalog.tables[relation.target]
        if let obstacle = relation.obstacle(from: table, to: target) {
            throw .configuration("\(table.name).\(field.value) cannot be followed: \(obstacle)", at: field.place)
        }
        return try self.table(relation.target, at: field.place)
    }

    // MARK: wildcards

    private func expanded(
        _ fields: [FieldSelection], of table: Table, _ alias: [String: String]
    ) -> [FieldSelection] {
        fields.flatMap { selection -> [FieldSelection] in
            guard selection.value.first == "*" else { return [selection] }
            let rest = Array(selection.value.dropFirst())
            let names = (names(of: table) + alias.keys.sorted()).filter { !isIgnored($0) }
            return names.compactMap { name in
                guard !rest.isEmpty, isRelation(alias[name] ?? name, of: table) else {
                    return Placed([name], at: selection.place)
                }
                return leadsOn(alias[name] ?? name, of: table) ? Placed([name] + rest, at: selection.place) : nil
            }
        }
    }

    /// The fields of a collection that the reader may see.
    private func names(of table: Table) -> [String] {
        let relations = catalog.relations.toManyNames(of: table.name).filter { table.column($0) == nil }
        return (table.columns.map(\.name) + relations.sorted()).filter { access.allows($0, of: table.name) }
    }

    private func isIgnored(_ name: String) -> Bool {
        ignored.contains([name]) || ignored.contains(path + [name])
    }

    /// Whether a relation leads to items that the reader may see.
    private func leadsOn(_ field: String, of table: Table) -> Bool {
        guard let relation = catalog.relations.relation(of: table.name, field) else { return true }
        return access.permissions(of: relation.target) != nil
    }

    private func isRelation(_ field: String, of table: Table) -> Bool {
        catalog.relations.relation(of: table.name, field) != nil
            || catalog.relations.targets(ofAny: field, of: table.name) != nil
    }

    // MARK: refusals

    /// What is wrong with a path below a field that is no relation, or leads to a collection that the reader may not see.
    private func leadsNowhere(_ field: String, of table: Table, at place: Place) -> Failure {
        if table.column(field)?.type == .json {
            return .configuration(
                "\(table.name).\(field) is json, and Directus returns nothing for a path into it: "
                    + "write json(\(field), name)", at: place)
        }
        guard let relation = catalog.relations.relation(of: table.name, field) else {
            return catalog.unknown(Placed(field, at: place), of: table)
        }
        return .configuration(
            "the reader may not see \(relation.target), where \(table.name).\(field) leads", at: place)
    }

    func checkAccess(_ field: String, of table: Table, at place: Place) throws(Failure) {
        guard isKnown(field, of: table) else { throw catalog.unknown(Placed(field, at: place), of: table) }
        guard access.allows(field, of: table.name) else {
            throw .configuration("the reader may not see \(table.name).\(field)", at: place)
        }
    }

    /// Whether it is a field's whole name, with a colon in it.
    private func isNameWithColon(_ field: String, of table: Table) -> Bool {
        field.contains(":")
            && (table.column(field) != nil || catalog.relations.toManyNames(of: table.name).contains(field))
    }

    private func isKnown(_ field: String, of table: Table) -> Bool {
        table.column(field) != nil || isRelation(field, of: table)
    }
}
