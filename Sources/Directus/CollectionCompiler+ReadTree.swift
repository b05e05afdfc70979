internal import Freshen

extension CollectionCompiler {
    /// Every relation whose rows are part of the version, and every column that is read by name: those of `visible`,
    /// `shows`, the paths and the fields.
    func readTree(_ table: Table) throws(Failure) -> FieldTree {
        var tree = FieldTree()
        try add(rule.visible, from: table, at: [], to: &tree)
        for path in rule.shows {
            var target = table
            for segment in path.value {
                target = try self.table(relation(Placed(segment, at: path.place), of: target).target)
            }
            tree.add(path.value, isColumn: false)
        }
        for route in rule.routes {
            for path in route.pages.paths.map({ Placed($0, at: route.place) }) + (route.fields ?? []) {
                tree.add(path.value, isColumn: try endsInColumn(path, from: table))
            }
        }
        return tree
    }

    private func add(
        _ filter: Filter, from table: Table, at path: [String], to tree: inout FieldTree
    ) throws(Failure) {
        switch filter {
        case .and(let parts), .or(let parts):
            for part in parts {
                try add(part, from: table, at: path, to: &tree)
            }
        case .under(let field, let inner), .some(let field, let inner), .none(let field, let inner):
            let target = try self.table(relation(field, of: table).target)
            tree.add(path + [field.value], isColumn: false)
            try add(inner, from: target, at: path + [field.value], to: &tree)
        case .compare(let comparison):
            let field = comparison.field
            let isColumn = table.column(field.value) != nil
            if !isColumn { _ = try relation(field, of: table) }
            tree.add(path + [field.value], isColumn: isColumn)
        }
    }
}
