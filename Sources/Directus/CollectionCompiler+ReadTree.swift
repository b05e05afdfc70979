internal import Freshen

extension CollectionCompiler {
    /// Every relation whose rows are part of the version, and every column that is read by name.
    ///
    /// They come from `visible`, the reader's rules, `shows`, the paths and the fields.
    func readTree(_ table: Table) throws(Failure) -> FieldTree {
        var tree = FieldTree()
        for filter in [rule.visible] + (access.isOfReader ? access.rules(of: table.name) : []) {
            try add(filter, from: table, at: [], to: &tree)
        }
        for path in rule.shows {
            var target = table
            for segment in path.value {
                target = try self.table(relation(Placed(segment, at: path.place), of: target).target)
            }
            tree.add(path.value, isColumn: false)
        }
        for route in rule.routes {
            for path in route.paths.map({ Placed($0, at: route.place) }) {
                tree.add(path.value, isColumn: try endsInColumn(path, from: table))
            }
            try add(route.options.filter, from: table, at: [], to: &tree)
            try add(route.options.sort, of: table, at: [], to: &tree)
            guard let fields = route.fields else { continue }
            try add(object(fields, route.options, of: table, route), at: [], to: &tree)
        }
        return tree
    }

    private func add(_ object: AnswerObject, at path: [String], to tree: inout FieldTree) throws(Failure) {
        for field in object.fields {
            switch field.content {
            case .column(let column): tree.add(path + [column.name], isColumn: true)
            case .function(let function, _):
                tree.add(path + [function.field], isColumn: object.table.column(function.field) != nil)
            case .toOne(_, let nested, let filter):
                tree.add(path + [field.field], isColumn: false)
                try add(nested, filter, at: path + [field.field], to: &tree)
            case .toMany(_, let nested, let options, _), .translation(_, let nested, let options, _, _):
                let path = path + [field.field]
                tree.add(path, isColumn: false)
                if case .translation(_, _, _, let code, _) = field.content { tree.add(path + code, isColumn: true) }
                try add(nested, options.filter, at: path, to: &tree)
                try add(options.sort, of: nested.table, at: path, to: &tree)
            case .toAny(let collectionColumn, let choices):
                tree.add(path + [collectionColumn], isColumn: true)
                for choice in choices {
                    let segment = "\(field.field):\(choice.object.table.name)"
                    tree.add(path + [segment], isColumn: false)
                    try add(choice.object, choice.filter, at: path + [segment], to: &tree)
                }
            }
        }
    }

    private func add(
        _ object: AnswerObject, _ filter: Filter, at path: [String], to tree: inout FieldTree
    ) throws(Failure) {
        try add(object, at: path, to: &tree)
        try add(filter, from: object.table, at: path, to: &tree)
    }

    private func add(
        _ sort: [SortKey], of table: Table, at path: [String], to tree: inout FieldTree
    ) throws(Failure) {
        for key in sort {
            var owner = table
            for segment in key.path.value.dropLast() {
                owner = try self.table(relation(Placed(segment, at: key.path.place), of: owner).target)
            }
            let names = Array(key.path.value.dropLast()) + key.path.value.suffix(1).map(owner.field)
            tree.add(path + names, isColumn: try endsInColumn(Placed(names, at: key.path.place), from: table))
        }
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
            let name = table.field(of: comparison.field.value)
            let field = Placed(name, at: comparison.field.place)
            let isColumn = table.column(field.value) != nil
            if !isColumn { _ = try relation(field, of: table) }
            tree.add(path + [field.value], isColumn: isColumn)
        }
    }
}
