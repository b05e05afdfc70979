/// What one route shows on a page, and the constructs that decided it.
struct ModelPart: Equatable {
    var texts: [String] = []
    var met: Set<String> = []

    static func == (one: ModelPart, other: ModelPart) -> Bool { one.texts == other.texts }
}

/// Every page of a site by its path, with what each route, by its number, shows on it.
typealias ModelPages = [String: [Int: ModelPart]]

/// Renders every page of a site.
struct ModelRenderer {
    let reader: ModelReader
    private(set) var pages: ModelPages = [:]
    private var number = 0

    /// All pages; what stands for pages everywhere is the page `everything`.
    static func pages(_ reader: ModelReader) -> ModelPages {
        var renderer = ModelRenderer(reader: reader)
        let routes = reader.site.collections.flatMap { own in own.routes.map { ($0, QueryModel.table(own.name)) } }
        for (number, (route, table)) in routes.enumerated() {
            renderer.number = number
            renderer.add(route, table)
        }
        // Those that are on the pages of all others come last.
        for (number, (route, table)) in routes.enumerated() {
            guard case .everything(isPerLanguage: true) = route.pages else { continue }
            renderer.number = number
            renderer.addEverywhere(route, table, routes.map(\.0))
        }
        return renderer.pages
    }

    private init(reader: ModelReader) {
        self.reader = reader
    }

    private mutating func add(_ route: ModelRoute, _ table: ModelTable) {
        for language in languages(of: route) {
            reader.language = language
            addPages(route, table)
        }
        reader.language = nil
    }

    private mutating func addPages(_ route: ModelRoute, _ table: ModelTable) {
        switch route.pages {
        case .path(let template) where route.isList: addLists(route, table, template)
        case .path(let template): addItems(route, table, template)
        case .pagesOf(let collection, let filter, _): addEmbedded(route, table, collection, filter)
        case .everything(isPerLanguage: true): break
        case .everything: show(items(of: route, table).map { answer($0, route) }, "everything", ["everything"])
        }
    }

    mutating func show(_ texts: [String], _ path: String, _ constructs: Set<String>) {
        var part = pages[path]?[number] ?? ModelPart()
        part.texts += reader.language == nil ? texts : [texts.joined(separator: "; ")]
        // Which of the languages that have one path is shown is open.
        if reader.language != nil { part.texts = Set(part.texts).sorted() }
        part.met.formUnion(reader.met.union(constructs))
        pages[path, default: [:]][number] = part
    }

    // MARK: Items

    /// The items on a route's pages, in the order of its list.
    func items(of route: ModelRoute, _ table: ModelTable) -> [ModelRow] {
        reader.met = reader.site.permissions == nil ? [] : ["reader: public"]
        if route.isList { reader.met.insert("list") }
        if reader.language != nil { reader.met.formUnion(["{language}"] + (route.isList ? ["language list"] : [])) }
        let filter = route.options.filter
        if !filter.isAlways { reader.met.insert("filter") }
        let all = reader.data.all(table.name).filter { row in
            reader.isVisible(row) && isAnswered(row, route)
                && (filter.isAlways || reader.isTrue(filter, row, ofQuery: true))
        }
        return route.isList ? cut(ordered(all, route), route) : all
    }

    /// The same without limit.
    func allItems(of route: ModelRoute, _ table: ModelTable) -> [ModelRow] {
        var route = route
        if route.isList { route.options.limit = -1 }
        return items(of: route, table)
    }

    /// The API leaves out items of which it may answer none of the fields.
    private func isAnswered(_ row: ModelRow, _ route: ModelRoute) -> Bool {
        guard reader.site.permissions != nil, route.fields != nil else { return true }
        return reader.sees(row, asking: reader.names(asked(route), row.table))
    }

    private func asked(_ route: ModelRoute) -> ModelReader.Asked {
        ModelReader.Asked(
            fields: (route.fields ?? ["*"]).map(Self.split), deep: route.options.deep,
            ignored: Set(route.ignore.map(Self.split)))
    }

    static func split(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }

    func answer(_ row: ModelRow, _ route: ModelRoute) -> String {
        guard route.fields != nil else { return own(row) }
        return reader.object(row, asked(route))
    }

    /// A page without `fields` may show any column of the item.
    private func own(_ row: ModelRow) -> String {
        reader.met.insert("no fields")
        return row.table.columnNames.map { row[$0].json }.joined(separator: ", ")
    }

    private func ordered(_ rows: [ModelRow], _ route: ModelRoute) -> [ModelRow] {
        reader.sorted(rows, route.options.sort.isEmpty ? [rows.first?.table.sortField ?? "id"] : route.options.sort)
    }

    func cut(_ rows: [ModelRow], _ route: ModelRoute) -> [ModelRow] {
        let limit = route.options.limit ?? 100
        return limit < 0 ? rows : Array(rows.prefix(limit))
    }

    private mutating func addItems(_ route: ModelRoute, _ table: ModelTable, _ template: String) {
        let path = ModelPath(template, table, reader.language, route.options.deep)
        let items = items(of: route, table)
        let places = items.map { path.places(of: $0, reader) }
        let before = reader.met
        for (item, places) in zip(items, places) {
            var found: [String: [String]] = [:]
            for place in places {
                found[place.path, default: []].append(answer(item, route, below: place))
            }
            // The order of the rows that yield one path is open.
            for (path, texts) in found { show(reader.language == nil ? texts.sorted() : [texts[0]], path, []) }
            reader.met = before
        }
    }

    /// What the page of one row of a to-many relation shows: of that relation this row alone.
    private func answer(_ item: ModelRow, _ route: ModelRoute, below place: ModelPath.Place) -> String {
        guard !place.rows.isEmpty, route.fields != nil, reader.language == nil else { return answer(item, route) }
        reader.met.insert("path to-many")
        var asked = asked(route)
        var texts: [String] = []
        for (path, row) in place.rows {
            let isBelow = { (field: [String]) in field.count > path.count && field.starts(with: path) }
            let below = asked.fields.filter(isBelow).map { Array($0.dropFirst(path.count)) }
            asked.fields.removeAll(where: isBelow)
            guard !below.isEmpty else { continue }
            texts.append(reader.object(row, ModelReader.Asked(fields: below, ignored: asked.ignored)))
        }
        return ([reader.object(item, asked)] + texts).joined()
    }

    // MARK: Lists

    private mutating func addLists(_ route: ModelRoute, _ table: ModelTable, _ template: String) {
        let all = allItems(of: route, table)
        let ofAll = reader.met
        let path = ModelPath(template, table, reader.language, route.options.deep)
        let paths = all.map { Set(path.places(of: $0, reader).map(\.path)) }
        for one in Set(paths.flatMap(\.self)) {
            reader.met = ofAll
            let listed = zip(all, paths).filter { $1.contains(one) }.map(\.0)
            addPages(route, listed, one)
        }
    }

    private mutating func addPages(_ route: ModelRoute, _ rows: [ModelRow], _ path: String) {
        let limit = route.options.limit ?? 100
        guard path.contains("{page}"), limit > 0 else {
            show(cut(rows, route).map { answer($0, route) }, path.replacing("{page}", with: "1"), ["list path"])
            return
        }
        for start in stride(from: 0, to: rows.count, by: limit) {
            let texts = rows[start..<min(start + limit, rows.count)].map { answer($0, route) }
            show(texts, path.replacing("{page}", with: "\(start / limit + 1)"), ["{page}"])
        }
    }
}
