import TestSupport

/// Draws random sites of the query model.
struct QueryGrammar {
    var random: SplitMix64
    private var routeCount = 0
    /// Whether no route of the site says what it shows.
    private var isBare = false
    /// Whether the site says which languages there are.
    private var hasLanguages = false

    init(random: SplitMix64) {
        self.random = random
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private static let itemTables = ["articles", "authors", "pages", "topics"]

    mutating func site() -> ModelSite {
        var site = ModelSite()
        let hasReader = chance(50)
        isBare = chance(6)
        // Where no page says what it shows, too many are sent, and in every language.
        hasLanguages = !isBare && chance(65)
        if hasLanguages { site.languages = languages() }
        for table in QueryModel.tables {
            let isJunction = ["articles_topics", "pages_blocks"].contains(table.name)
            let visible = isJunction || hasReader && chance(70) ? ModelFilter.always : rule(table.name)
            let isShown =
                table.name == "articles"
                || Self.itemTables.contains(table.name) && chance(table.name == "pages" ? 80 : 60)
            let routes = isShown ? (0...Int.random(in: 0...2, using: &random)).map { _ in route(table) } : []
            // Where nobody reads, `visible` hides rows of collections without routes, too.
            guard isShown || !hasReader && !visible.isAlways else { continue }
            site.collections.append(ModelSite.Collection(name: table.name, visible: visible, routes: routes))
        }
        if hasReader { site.permissions = permissions() }
        embed(&site)
        return site
    }

    // MARK: What is hidden

    private mutating func rule(_ table: String) -> ModelFilter {
        let hasStatus = QueryModel.table(table).columns.contains { $0.name == "status" }
        guard hasStatus, !chance(table == "articles_translations" ? 50 : 15) else { return .always }
        let published = ModelFilter.compare("status", "_eq", [.value(.text("published"))])
        switch table {
        case "articles" where chance(70):
            return .and([published, .compare("published_at", "_lte", [.now(pick([0, 0, 0, 1, -1]))])])
        case "articles" where chance(40): return .and([published, .under("author", published)])
        case "authors" where chance(30): return .or([published, .some("articles", published)])
        case "comments" where chance(50): return .and([published, .under("article", published)])
        case "comments" where chance(50):
            return .or([published, .compare("created", chance(50) ? "_lt" : "_gt", [.now(0)])])
        case "topics" where chance(30):
            return .some("articles", .compare("sort", "_nnull", [.flag(true)]))
        case "topics" where chance(30):
            return .none("articles", .under("articles_id", .compare("status", "_eq", [.value(.text("draft"))])))
        default: return published
        }
    }

    private mutating func permissions() -> [String: [ModelSite.Permission]] {
        var permissions: [String: [ModelSite.Permission]] = [:]
        for table in QueryModel.tables {
            let isJunction = ["articles_topics", "pages_blocks"].contains(table.name)
            permissions[table.name] = [.init(rule: isJunction ? .always : rule(table.name), fields: nil)]
            guard ["authors", "comments", "articles_translations"].contains(table.name), chance(65) else { continue }
            let names = table.columnNames + table.many.keys.sorted()
            let few = Set(["id"] + names.filter { _ in chance(50) })
            let other = filter(table, depth: 0, isOfQuery: false)
            permissions[table.name] = [
                .init(rule: rule(table.name), fields: few), .init(rule: other, fields: nil),
            ]
        }
        return permissions
    }

    // MARK: Routes

    private mutating func route(_ table: ModelTable) -> ModelRoute {
        routeCount += 1
        var route = ModelRoute(pages: .path(path(table)))
        route.fields = isBare || chance(6) ? nil : fields(table)
        if hasLanguages, chance(85) { route.fields? += translated(table) + (chance(60) ? untranslated(table) : []) }
        if chance(35) { route.options.filter = filter(table, depth: 1, isOfQuery: true) }
        if chance(45) { makeList(&route, table) }
        guard let fields = route.fields else { return route }
        if fields.contains(where: { $0.contains("*") }), chance(50) {
            route.ignore = [pick(table.columnNames), "status"]
        }
        let top = Set(fields.map { ModelRenderer.split($0)[0] })
        let paths = if case .path(let path) = route.pages { path } else { "" }
        let below = top.filter { route.isList || route.isPerLanguage || !paths.contains("{\($0).") }
        route.options.deep = deep(table, below.sorted(), fields)
        return route
    }

    private mutating func makeList(_ route: inout ModelRoute, _ table: ModelTable) {
        if chance(85) { route.options.sort = (0...(chance(30) ? 1 : 0)).map { _ in sortKey(table) } }
        if chance(80) || route.options.sort.isEmpty { route.options.limit = pick([1, 2, 2, 3, 4, -1]) }
        guard case .path(let path) = route.pages, chance(35) else { return }
        route.pages = .path(path + "/{page}")
    }

    private mutating func path(_ table: ModelTable) -> String {
        let isPerLanguage = hasLanguages && chance(80)
        let start = (isPerLanguage ? "/{language}" : "") + "/r\(routeCount)"
        let own = pick(["slug", "slug", "id"])
        if isPerLanguage, chance(35), let path = translatedPath(table) { return start + "/{\(path)}" }
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: return start
        case 2...5: return start + "/{\(own)}"
        case 6:
            let one = table.columns.filter { $0.target != nil }.map(\.name)
            return start + (one.isEmpty ? "/{slug}" : "/{\(pick(one)).slug}")
        default:
            return start + "/{\(manyPath(table))}"
        }
    }

    private mutating func manyPath(_ table: ModelTable) -> String {
        switch table.name {
        case "articles": pick(["topics.topics_id.slug", "topics.topics_id.slug", "comments.text", "children.slug"])
        case "topics": pick(["articles.articles_id.slug", "articles.sort", "articles.articles_id.author.slug"])
        case "authors": pick(["articles.slug", "articles.topics.topics_id.slug"])
        default: pick(["blocks.sort", "blocks.collection"])
        }
    }

    /// Turns some routes into those that name other pages, which then ask what decides that they embed them.
    private mutating func embed(_ site: inout ModelSite) {
        for (index, collection) in site.collections.enumerated() {
            for number in collection.routes.indices where chance(33) {
                let targets = site.collections.filter { $0.routes.contains(where: \.showsOneItem) }.map(\.name)
                if chance(20) {
                    site.collections[index].routes[number].pages = .everything(
                        isPerLanguage: hasLanguages && chance(60))
                } else if !targets.isEmpty {
                    let isOfOwn = targets.contains(collection.name) && chance(40)
                    embed(&site, index, number, isOfOwn ? collection.name : pick(targets))
                }
            }
        }
    }

    private mutating func embed(_ site: inout ModelSite, _ index: Int, _ number: Int, _ target: String) {
        var route = site.collections[index].routes[number]
        let needed: [String]
        var filter = ModelFilter.always
        switch target {
        case "pages" where !site.followsBlocks && chance(70):
            filter = .under("blocks", .compare("collection", "_eq", [.value(.text("block_list"))]))
            needed = ["blocks.collection", "blocks.item:block_list.size"]
            if chance(80) { route.limitFrom = ("blocks.item:block_list.size", 1) }
        case "pages" where chance(70), "topics" where chance(70):
            needed = ["rank"]
            if chance(60) { filter = .compare("rank", "_gt", [.value(.number(1))]) }
            if chance(80) { route.limitFrom = ("rank", 2) }
        default: needed = []
        }
        if route.limitFrom != nil { route.options.limit = nil }
        route.pages = .pagesOf(target, filter, isPerLanguage: hasLanguages && chance(60))
        route.leavesItselfOut = target == site.collections[index].name && route.isList && chance(60)
        site.collections[index].routes[number] = route
        guard !needed.isEmpty, let place = site.collections.firstIndex(where: { $0.name == target }) else { return }
        for other in site.collections[place].routes.indices where site.collections[place].routes[other].showsOneItem {
            let fields = site.collections[place].routes[other].fields ?? ["*"]
            site.collections[place].routes[other].fields = fields + needed
            site.collections[place].routes[other].options.deep = [:]
        }
    }
}

extension ModelSite {
    /// Whether pages of blocks show one block, so that they do not ask for the others.
    fileprivate var followsBlocks: Bool {
        collections.flatMap(\.routes).contains { route in
            if case .path(let path) = route.pages { route.showsOneItem && path.contains("{blocks.") } else { false }
        }
    }
}
