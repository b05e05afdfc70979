internal import Freshen

/// The tables that a rule can lead to, found by names alone: which segments are columns is not known yet.
struct ReachableTables {
    let relations: Relations

    func names(_ rule: CollectionRule) -> Set<String> {
        var found: Set<String> = [rule.name.value]
        for path in rule.routes.flatMap({ $0.pages.paths + ($0.fields?.map(\.value) ?? []) }) {
            add(path, from: rule.name.value, to: &found)
        }
        for path in rule.shows {
            add(path.value, from: rule.name.value, showsLast: true, to: &found)
        }
        add(rule.visible, from: rule.name.value, to: &found)
        return found
    }

    /// A path that ends in a foreign key does not need the table that the key names, unless that is what is shown.
    private func add(_ path: [String], from table: String, showsLast: Bool = false, to found: inout Set<String>) {
        var table = table
        for (index, segment) in path.enumerated() {
            guard let relation = relations.relation(of: table, segment) else { return }
            if case .toOne = relation, index == path.count - 1, !showsLast { return }
            table = relation.target
            found.insert(table)
        }
    }

    private func add(_ filter: Filter, from table: String, to found: inout Set<String>) {
        switch filter {
        case .and(let parts), .or(let parts): parts.forEach { add($0, from: table, to: &found) }
        case .compare(let comparison): add([comparison.field.value], from: table, to: &found)
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            guard let relation = relations.relation(of: table, field.value) else { return }
            found.insert(relation.target)
            add(inner, from: relation.target, to: &found)
        }
    }
}
