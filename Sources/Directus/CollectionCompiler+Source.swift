internal import Freshen
internal import LedgerSQL

/// The state of an item that is compared with the ledger's.
private struct ItemState {
    let version: HashInput
    /// Every value that its pages are made of.
    let values: HashInput
    let visibility: Visibility
    /// The instants at which its pages can change although nothing is written.
    var due: [SQL] = []
}

extension CollectionCompiler {
    /// The collection, whose table is `table`, as a source of items.
    func source(_ table: Table) throws(Failure) -> ItemSource {
        for column in rule.ignore where table.column(column.value) == nil {
            throw .configuration("\(table.name) has no column \(column.value) to ignore", at: column.place)
        }
        let tree = try readTree(table)
        let root = JoinedTable(collection: table, in: self)
        var state = ItemState(
            version: try hashInput(tree, ofItem: root, .version),
            values: try hashInput(tree, ofItem: root, showsEveryColumn ? .everyValue : .values),
            visibility: try visibility(of: root))
        let base = BaseColumns()
        let withoutIgnored = try hashInput(tree, ofItem: root, .withoutIgnored)
        let routes = try routes(root, version: state.version, withoutIgnored: withoutIgnored, base)
        state.due = routes.flatMap(\.due).filter { !state.version.due.contains($0) }
        let items =
            languages.map { $0 + ",\n" }.joined("") + "base AS MATERIALIZED (\n  " + select(state, of: root, base.sql)
            + .whenRestricted("\n  WHERE " + root.belongsToCandidate) + ")"
            + routes.enumerated().map { index, route in pages(index, route) }.joined("") + item(routes)
        let (queries, pagesOf) = (try listQueries(tree), try pageSelections())
        let lists = queries.map { index, query in
            ListSource(route: index, pages: "WITH " + (languages + [query]).joined(",\n"))
        }
        let identities = rule.routes.enumerated().map { index, route in
            route.pages.identity(
                query: queries.first { $0.route == index }.map { hash(of: "WITH " + $0.query) } ?? "",
                selection: pagesOf[index]?.keys.map(hash) ?? ""
            ).limited(to: route.only)
        }
        var source = ItemSource(
            name: table.name, routes: identities, tables: watchedTables(root: root),
            signature: signature(items, lists, identities, root: root),
            keyTypes: table.primaryKey.compactMap { table.column($0)?.typeName },
            keys: "SELECT " + table.keyColumns(of: "own") + " FROM " + itemRows(of: table) + " AS own",
            states: languages.map { "WITH " + $0 }.joined("") + select(state, of: root).unrestricted, items: items,
            lists: lists, pagesOf: pagesOf,
            showingEveryColumn: Set(rule.routes.indices.filter { rule.routes[$0].fields == nil }),
            narrowed: Set(rule.routes.indices.filter { !rule.routes[$0].options.filter.isAlways }))
        source.invalidTexts = invalidTexts(root: root)
        source.repeatedKeys = repeatedKeys(root: root)
        return source
    }

    /// Whether a route has no `fields`, so that its pages may show any column.
    private var showsEveryColumn: Bool { rule.routes.contains { $0.fields == nil } }

    private func routes(
        _ root: JoinedTable, version: HashInput, withoutIgnored: HashInput, _ base: BaseColumns
    ) throws(Failure) -> [CompiledRoute] {
        let fingerprint: SQL =
            withoutIgnored.values == version.values
            ? "base.version" : base.column("md5(" + withoutIgnored.text + ")::uuid")
        var routes: [CompiledRoute] = []
        for (index, route) in rule.routes.enumerated() {
            let compiler = RouteCompiler(
                route: route, index: index, root: root, itemFingerprint: route.isList ? "base.version" : fingerprint,
                base: base, compiler: self)
            routes.append(try compiler.compiled())
        }
        return routes
    }

    /// The queries of the routes that are lists, without the relation of the languages, by the routes' indices.
    ///
    /// Each has a compiler of its own, so that its hash depends neither on other routes nor on the set of languages.
    private func listQueries(_ tree: FieldTree) throws(Failure) -> [(route: Int, query: SQL)] {
        var queries: [(route: Int, query: SQL)] = []
        for (index, route) in rule.routes.enumerated() where route.isList {
            let own = CollectionCompiler(rule, rules: rules, catalog: catalog, access: access, reads: reads)
            let list = ListCompiler(route: route, tree: tree, compiler: own, table: try table(rule.name.value))
            queries.append((index, try list.pages(of: index)))
        }
        return queries
    }

    /// The items whose pages the routes `pages_of` name, by the route's index.
    private func pageSelections() throws(Failure) -> [Int: PageSelection] {
        var selections: [Int: PageSelection] = [:]
        for (index, route) in rule.routes.enumerated() {
            guard case .pagesOf(let pages) = route.pages else { continue }
            selections[index] = PageSelection(
                collection: pages.collection?.value, keys: try EmbeddingItems(route, pages, self)?.keys,
                languages: pages.isPerLanguage ? catalog.languages?.all.map(\.path) : nil, layout: pages.layout)
        }
        return selections
    }

    /// The relation of the languages, where a route has a page for each; else nothing.
    private var languages: [SQL] {
        rule.routes.contains(where: \.isPerLanguage) ? catalog.languages.map { [$0.relation] } ?? [] : []
    }

    /// The rows of the collection with their states, and `columns` more.
    private func select(_ state: ItemState, of root: JoinedTable, _ columns: SQL = "") -> SQL {
        let due = (state.visibility.due.map { [$0] } ?? []) + state.version.due + state.due
        return """
            SELECT \(root.table.keyColumns(of: root.alias)), md5(\(state.version.text))::uuid AS version,
                md5(\(state.values.text))::uuid AS digest, \(state.visibility.atLook) AS visible,
                \(state.visibility.maybeFlipped ?? "FALSE") AS maybe_flipped,
                \(state.version.isMaybeFlipped) AS shown_maybe_flipped,
                \(due.isEmpty ? "NULL::timestamptz" : earliest(due)) AS due\(columns)
             \(root.from)
            """
    }

    /// The common table expression of a route with several pages an item.
    private func pages(_ index: Int, _ route: CompiledRoute) -> SQL {
        guard case .ofRows(let body) = route.pages else { return "" }
        return SQL(trusted: ",\npages\(index) AS (\n") + body + ")"
    }

    private func item(_ routes: [CompiledRoute]) -> SQL {
        var (pages, flipped, tables): ([SQL], [SQL], [SQL]) = ([], [], [])
        var (arrays, flippedArrays): ([SQL], [SQL]) = ([], [])
        for (index, route) in routes.enumerated() {
            switch route.pages {
            case .ofItem(let page, let flippedPage):
                pages.append(page)
                if let flippedPage { flipped.append(flippedPage) }
            case .inLanguages(let all, let flippedPages):
                arrays.append(all)
                if let flippedPages { flippedArrays.append(flippedPages) }
            case .ofRows: tables.append(SQL(trusted: "pages\(index)"))
            }
        }
        let joins = tables.map { " LEFT JOIN " + $0 + " ON " + $0 + ".key = base.key COLLATE \"C\"" }.joined("")
        let more = { (name: String, arrays: [SQL]) -> SQL in
            (arrays + tables.map { $0 + SQL(trusted: "." + name) }).map { " || coalesce(" + $0 + ", '{}')" }.joined("")
        }
        let allPages = array(pages) + more("pages", arrays)
        let allFlipped = array(flipped) + more("flipped_pages", flippedArrays)
        return """
            ,
            item AS MATERIALIZED (
              SELECT base.key, base.version, base.digest, base.visible, base.due, base.maybe_flipped,
                \(allPages) AS pages,
                CASE WHEN base.visible OR base.maybe_flipped THEN \(allFlipped) ELSE '{}' END AS flipped_pages
              FROM base\(joins))
            """
    }

    private func array(_ pages: [SQL]) -> SQL {
        guard !pages.isEmpty else { return "'{}'::\(LedgerName.page.sql)[]" }
        return "array_remove(ARRAY[" + pages.joined(",\n      ") + "]::\(LedgerName.page.sql)[], NULL)"
    }
}
