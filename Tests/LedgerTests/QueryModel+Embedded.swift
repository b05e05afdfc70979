/// Pages that show what another route says.
extension ModelRenderer {
    /// What every page in a language shows.
    mutating func addEverywhere(_ route: ModelRoute, _ table: ModelTable, _ routes: [ModelRoute]) {
        let paths = pages.filter { page in
            page.value.keys.contains { number in
                if case .path(let template) = routes[number].pages { template.contains("{language}") } else { false }
            }
        }.keys.sorted()
        for language in reader.languages {
            reader.language = language
            let texts = items(of: route, table).map { answer($0, route) }
            for path in paths where language.has(path, among: reader.languages) {
                show(texts, path, ["everything language"])
            }
        }
        reader.language = nil
    }

    /// Once without language, where a route has no page for each.
    func languages(of route: ModelRoute) -> [ModelLanguage?] { route.isPerLanguage ? reader.languages : [nil] }

    mutating func addEmbedded(
        _ route: ModelRoute, _ table: ModelTable, _ collection: String, _ filter: ModelFilter
    ) {
        let all = allItems(of: route, table)
        let ofAll = reader.met
        for own in reader.site.collections where own.name == collection {
            for embedding in own.routes where embedding.showsOneItem {
                let items = items(of: embedding, QueryModel.table(collection))
                for item in items where filter.isAlways || reader.isTrue(filter, item, ofQuery: true) {
                    reader.met = ofAll.union(filter.isAlways ? [] : ["pages_of filter"])
                    show(all, route, on: embedding, item)
                }
            }
        }
    }

    private mutating func show(_ all: [ModelRow], _ route: ModelRoute, on embedding: ModelRoute, _ item: ModelRow) {
        let paths = paths(of: item, on: embedding)
        guard !paths.isEmpty else { return }
        let isPerLanguage = reader.language != nil
        var shown = route.leavesItselfOut ? all.filter { $0.id != item.id } : all
        if route.leavesItselfOut { reader.met.insert("but_itself") }
        if let (field, fallback) = route.limitFrom {
            reader.met.insert("limit from")
            let limits = limits(Self.split(field), [item], fallback)
            if limits.allSatisfy({ $0 >= 0 }) { shown = Array(shown.prefix(limits.max() ?? 0)) }
        } else if route.isList {
            shown = cut(shown, route)
        }
        let texts = shown.map { answer($0, route) }
        // A page does not tell an empty list from none: a new language makes the one of the other.
        guard !texts.isEmpty else { return }
        let constructs: Set = isPerLanguage ? ["pages_of", "pages_of language"] : ["pages_of"]
        for path in paths { show(["list:"] + texts, path, constructs) }
    }

    /// The paths of an item, those in the language of what is shown.
    private func paths(of item: ModelRow, on embedding: ModelRoute) -> Set<String> {
        guard case .path(let template) = embedding.pages else { return [] }
        let shown = reader.language
        defer { reader.language = shown }
        let paths = languages(of: embedding).flatMap { language in
            reader.language = language
            return ModelPath(template, item.table, language, embedding.options.deep).places(of: item, reader).map(
                \.path)
        }
        return Set(paths).filter { path in shown?.has(path, among: reader.languages) ?? true }
    }

    /// How many items the lists on a page show.
    private func limits(_ path: [String], _ rows: [ModelRow], _ fallback: Int) -> [Int] {
        guard path.count > 1 else {
            return rows.map { if case .number(let number) = $0[path[0]] { number } else { fallback } }
        }
        let next = rows.flatMap { row in
            row.table.many[path[0]] == nil
                ? [reader.data.one(row, path[0])].compactMap { $0 } : reader.data.many(row, path[0])
        }
        return limits(Array(path.dropFirst()), next.filter { reader.sees($0) }, fallback)
    }
}
