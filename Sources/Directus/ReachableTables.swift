internal import Freshen

/// The tables that a rule can lead to, found by names alone, because the tables' columns have not been read yet.
struct ReachableTables {
    let relations: Relations
    let access: Access

    func names(_ rule: CollectionRule) -> Set<String> {
        var found: Set<String> = []
        visit(rule.name.value, &found)
        for route in rule.routes {
            route.paths.forEach { add($0, from: rule.name.value, to: &found) }
            route.fields?.forEach { add($0.value, from: rule.name.value, asked: route.options, to: &found) }
            add(route.options, from: rule.name.value, to: &found)
            guard case .pagesOf(let pages) = route.pages, let collection = pages.collection?.value else { continue }
            add(pages.filter, from: collection, to: &found)
            if let limit = route.embeddedLimit { add(limit.field.value, from: collection, to: &found) }
        }
        for path in rule.shows {
            add(path.value, from: rule.name.value, showsLast: true, to: &found)
        }
        add(rule.visible, from: rule.name.value, to: &found)
        return found
    }

    /// Adds a table and those that the rules of the reader read.
    private func visit(_ table: String, _ found: inout Set<String>) {
        guard found.insert(table).inserted else { return }
        for rule in access.rules(of: table) {
            add(rule, from: table, to: &found)
        }
    }

    /// Adds the tables on a path.
    ///
    /// A path that ends in a foreign key does not need the table that the key refers to, unless `showsLast`.
    private func add(
        _ path: [String], from table: String, showsLast: Bool = false, asked: QueryOptions? = nil,
        to found: inout Set<String>
    ) {
        guard let segment = path.first else { return }
        let (rest, alias) = (Array(path.dropFirst()), asked?.alias ?? [:])
        let all = segment == "*" ? names(of: table) + alias.keys.sorted() : [FieldFunction.field(of: segment)]
        for name in all {
            let field = renamed(name, alias)
            if asked != nil { addOthers(field, of: table, to: &found) }
            for relation in relations(of: table, field) {
                if !relation.isToMany, rest.isEmpty, !showsLast { continue }
                visit(relation.target, &found)
                let nested = asked.map { $0.nested[name] ?? QueryOptions() }
                add(rest, from: relation.target, showsLast: showsLast, asked: nested, to: &found)
            }
        }
    }

    /// The field that a name in the answer is an alias of; in `b:block_hero` the alias is `b`.
    private func renamed(_ name: String, _ alias: [String: String]) -> String {
        let parts = name.split(separator: ":", maxSplits: 1)
        guard let field = parts.first.flatMap({ alias[String($0)] }) else { return name }
        return parts.count > 1 ? field + ":" + parts[1] : field
    }

    /// Adds the other collections of a many-to-any field if fields of one collection are requested.
    ///
    /// The API returns the items of the others as their keys, or as null if they are hidden or gone.
    private func addOthers(_ segment: String, of table: String, to found: inout Set<String>) {
        guard let colon = segment.firstIndex(of: ":"),
            let any = relations.targets(ofAny: String(segment[..<colon]), of: table)
        else { return }
        for other in any.allowed where access.permissions(of: other) != nil {
            visit(other, &found)
        }
    }

    /// The relation that a segment names; for a many-to-any field those to each of its collections.
    private func relations(of table: String, _ field: String) -> [Relation] {
        guard let any = relations.targets(ofAny: field, of: table) else {
            return [relations.relation(of: table, field)].compactMap { $0 }
        }
        return any.allowed.filter { access.permissions(of: $0) != nil }.compactMap {
            relations.relation(of: table, "\(field):\($0)")
        }
    }

    /// The relational fields that a wildcard stands for.
    private func names(of table: String) -> [String] {
        relations.wildcardNames(of: table).filter { field in
            access.allows(field, of: table)
                && relations(of: table, field).contains { access.permissions(of: $0.target) != nil }
        }
    }

    private func add(_ filter: Filter, from table: String, to found: inout Set<String>) {
        switch filter {
        case .and(let parts), .or(let parts): parts.forEach { add($0, from: table, to: &found) }
        case .compare(let comparison): add([comparison.field.value], from: table, to: &found)
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            guard let relation = relations.relation(of: table, field.value) else { return }
            visit(relation.target, &found)
            add(inner, from: relation.target, to: &found)
        }
    }

    private func add(_ options: QueryOptions, from table: String, to found: inout Set<String>) {
        add(options.filter, from: table, to: &found)
        for key in options.sort {
            add(key.path.value, from: table, to: &found)
        }
        for (field, nested) in options.nested {
            for relation in relations(of: table, options.alias[field] ?? field) {
                add(nested, from: relation.target, to: &found)
            }
        }
    }
}
