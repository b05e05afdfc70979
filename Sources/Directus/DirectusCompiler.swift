package import Freshen
package import LedgerSQL
internal import Text

/// Turns the collections of freshen.yaml into sources, against what the database really has.
package struct DirectusCompiler {
    private let catalog: Catalog
    private let rules: [String: CollectionRule]

    /// - Parameters:
    ///   - rules: every collection of the file: what one shows may be an item of another.
    ///   - catalog: the tables and relations that the database has.
    package init(rules: [CollectionRule], catalog: Catalog) {
        self.catalog = catalog
        self.rules = Dictionary(rules.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// One collection as a source of items.
    ///
    /// Throws a configuration failure, with its place in the file, for a table, field, relation or operator that does not
    /// fit the database.
    package func source(_ rule: CollectionRule) throws(Failure) -> ItemSource {
        guard let table = catalog.tables[rule.name.value] else {
            throw .configuration("there is no table \(rule.name.value) on this role's search path", at: rule.name.place)
        }
        guard !table.primaryKey.isEmpty else {
            throw .configuration(
                "table \(table.name) has no primary key, so its rows cannot be told apart", at: rule.name.place)
        }
        return try CollectionCompiler(rule, rules: rules, catalog: catalog).source(table)
    }
}

/// What decides whether an item is as the ledger has it.
private struct State {
    let version: Digest
    /// Every value that its pages are made of.
    let values: Digest
    let visibility: Visibility
}

extension CollectionCompiler {
    fileprivate func source(_ table: Table) throws(Failure) -> ItemSource {
        for column in rule.ignore where table.column(column.value) == nil {
            throw .configuration("\(table.name) has no column \(column.value) to ignore", at: column.place)
        }
        let shownRows = try shownRelations(table)
        let root = newRoot(table)
        let exports = Exports()
        let state = State(
            version: try digest(shownRows, of: root, .version), values: try digest(shownRows, of: root, .values),
            visibility: try visibility(of: root, by: rule))
        let shown = try digest(shownRows, of: root, .shown)
        let print =
            shown.values == state.version.values ? "base.version" : exports.name("md5(" + shown.text + ")::uuid")
        var routes: [CompiledRoute] = []
        for (index, route) in rule.routes.enumerated() {
            routes.append(try compile(route, index: index, root: root, version: print, exports: exports))
        }
        let items =
            "base AS MATERIALIZED (\n  " + select(state, of: root, exports.sql)
            + .whenRestricted("\n  WHERE " + root.isReached) + ")"
            + routes.enumerated().map { index, route in pages(index, route) }.joined("") + item(routes)
        return ItemSource(
            name: table.name, routes: routes.map(\.identity), tables: watchedTables(root: root),
            signature: signature(items, root: root),
            keyTypes: table.primaryKey.compactMap { table.column($0)?.typeName },
            keys: "SELECT " + keyColumns(of: table, alias: "own") + " FROM " + table.sql + " AS own",
            states: select(state, of: root).unrestricted, items: items)
    }

    private func newRoot(_ table: Table) -> Row {
        Row(
            select: Select(), table: table, alias: newAlias(), reach: .candidates(keyColumns: table.primaryKey))
    }

    /// The rows of the collection with their states and what `exports` adds.
    private func select(_ state: State, of root: Row, _ exports: SQL = "") -> SQL {
        let due = (state.visibility.due.map { [$0] } ?? []) + state.version.due
        return """
            SELECT \(keyColumns(of: root.table, alias: root.alias)), md5(\(state.version.text))::uuid AS version,
                md5(\(state.values.text))::uuid AS digest, \(state.visibility.at) AS visible,
                \(state.visibility.maybeFlipped ?? "FALSE") AS maybe_flipped,
                \(state.version.isMaybeFlipped) AS shown_maybe_flipped,
                \(due.isEmpty ? "NULL::timestamptz" : earliest(due)) AS due\(exports)
              FROM \(root.table.sql) AS \(SQL(trusted: root.alias))\(root.select.sql)
            """
    }

    private func pages(_ index: Int, _ route: CompiledRoute) -> SQL {
        guard let many = route.many else { return "" }
        return SQL(trusted: ",\npages\(index) AS (\n") + many + ")"
    }

    private func item(_ routes: [CompiledRoute]) -> SQL {
        let singles = routes.compactMap(\.single)
        let many = routes.indices.filter { routes[$0].many != nil }
        let joins = many.map { SQL(trusted: " LEFT JOIN pages\($0) ON pages\($0).key = base.key COLLATE \"C\"") }
            .joined(
                "")
        let pages =
            array(singles.map(\.page)) + many.map { SQL(trusted: " || coalesce(pages\($0).pages, '{}')") }.joined("")
        let flippedSingles = singles.filter { $0.maybeFlipped != "FALSE" }.map {
            "CASE WHEN " + $0.maybeFlipped + " THEN " + $0.page + " END"
        }
        let flippedPages =
            array(flippedSingles) + many.map { SQL(trusted: " || coalesce(pages\($0).flipped_pages, '{}')") }.joined("")
        return """
            ,
            item AS MATERIALIZED (
              SELECT base.key, base.version, base.digest, base.visible, base.due, base.maybe_flipped,
                \(pages) AS pages,
                CASE WHEN base.visible OR base.maybe_flipped THEN \(flippedPages) ELSE '{}' END AS flipped_pages
              FROM base\(joins))
            """
    }

    private func array(_ pages: [SQL]) -> SQL {
        guard !pages.isEmpty else { return "'{}'::freshen.page[]" }
        return "array_remove(ARRAY[" + pages.joined(",\n      ") + "]::freshen.page[], NULL)"
    }

    /// Every relation whose rows count in the version, and every column that is read by name: those of `visible`, `shows`,
    /// the paths and the fields.
    private func shownRelations(_ table: Table) throws(Failure) -> FieldTree {
        var tree = FieldTree()
        try add(rule.visible, from: table, at: [], to: &tree)
        for path in rule.shows {
            var shown = table
            for segment in path.value {
                shown = try self.table(relation(Placed(segment, at: path.place), of: shown).target)
            }
            tree.add(path.value, isColumn: false)
        }
        for route in rule.routes {
            for path in route.paths.map({ Placed($0, at: route.place) }) + (route.fields ?? []) {
                tree.add(path.value, isColumn: try resolve(path, from: table))
            }
        }
        return tree
    }

    private func add(_ filter: Filter, from table: Table, at path: [String], to tree: inout FieldTree) throws(Failure) {
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

    private func signature(_ items: SQL, root: Row) -> String {
        let rendered = items.rendered(SQL.Context(routes: Array(rule.routes.indices)))
        let binds = rendered.parameters.map { $0 ?? "" }.joined(separator: "\u{1}")
        return fingerprint(structure(root: root) + "\u{2}" + rendered.text + "\u{2}" + binds)
    }
}

extension RouteRule {
    /// The field paths of its placeholders.
    var paths: [[String]] {
        switch target {
        case .path(let path, let next): path.fields + (next?.fields ?? [])
        case .pattern(let path, _), .tag(let path): path.fields
        case .pagesOf, .everything: []
        }
    }
}

/// FNV-1a of 64 bits, in hexadecimal: tells one configuration from the next, guards nothing.
private func fingerprint(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
}
