/// What a reader of Directus' API is answered, row by row, and which constructs and rules decided it.
///
/// It shares nothing with freshen's compiler: it reads rows in memory.
final class ModelReader {
    let data: ModelData
    let site: ModelSite
    /// `$NOW` in seconds.
    let now: Int
    /// The languages of the site.
    let languages: [ModelLanguage]
    /// That of the page, where translations are read in one.
    var language: ModelLanguage?
    /// The constructs met since it was emptied.
    var met: Set<String> = []

    init(_ data: ModelData, _ site: ModelSite, now: Int) {
        self.data = data
        self.site = site
        self.now = now
        languages = site.languages?.all(data) ?? []
    }

    // MARK: What the reader sees

    func permissions(_ table: ModelTable) -> [ModelSite.Permission] {
        guard let permissions = site.permissions else {
            return [ModelSite.Permission(rule: site.visible(table.name), fields: nil)]
        }
        return permissions[table.name] ?? []
    }

    /// Whether the reader sees a related row; with `asking`, whether at least one of these fields of it.
    func sees(_ row: ModelRow, asking fields: [String]? = nil) -> Bool {
        permissions(row.table).contains { permission in
            let isCounted = fields.map { fields in
                permission.fields.map { allowed in fields.contains { allowed.contains($0) } } ?? true
            }
            return isCounted != false && isTrue(permission.rule, row, ofQuery: false)
        }
    }

    /// Whether an item of a watched collection has pages.
    func isVisible(_ row: ModelRow) -> Bool {
        isTrue(site.visible(row.table.name), row, ofQuery: false) && (site.permissions == nil || sees(row))
    }

    func allows(_ field: String, _ table: ModelTable) -> Bool {
        permissions(table).contains { $0.fields?.contains(field) ?? true }
    }

    func isAnswered(_ field: String, _ row: ModelRow) -> Bool {
        permissions(row.table).contains { permission in
            (permission.fields?.contains(field) ?? true) && isTrue(permission.rule, row, ofQuery: false)
        }
    }

    // MARK: Items

    /// A query below one relation, or of the page itself.
    struct Asked {
        var fields: [[String]]
        var deep: [String: ModelOptions] = [:]
        var ignored: Set<[String]> = []
        var path: [String] = []

        func below(_ field: String, _ fields: [[String]], _ name: String) -> Asked {
            Asked(fields: fields, deep: deep[name]?.deep ?? [:], ignored: ignored, path: path + [field])
        }
    }

    /// An item as an object.
    func object(_ row: ModelRow, _ asked: Asked) -> String { Self.text(values(row, asked)) }

    static func text(_ fields: [(name: String, text: String)]) -> String {
        "{" + fields.map { $0.name + ": " + $0.text }.joined(separator: ", ") + "}"
    }

    /// What is asked of an item, by name.
    func values(_ row: ModelRow, _ asked: Asked) -> [(name: String, text: String)] {
        let fields = AskedNames(expanded(asked, row.table))
        let plain = fields.plain.map { name in
            (name, isAnswered(functionField(name), row) ? self.plain(name, row, asked) : hiddenField())
        }
        let nested = fields.nested.map { name, nested in
            (name, isAnswered(name, row) ? self.nested(name, nested, row, asked) : hiddenField())
        }
        return inLanguage((plain + nested).sorted { $0.0 < $1.0 }, fields, row, asked)
    }

    /// The fields of a row that a query asks, for the rules that allow some of them.
    func names(_ asked: Asked, _ table: ModelTable) -> [String] {
        let fields = AskedNames(expanded(asked, table))
        return fields.plain.map(functionField) + fields.nested.keys
    }

    private func hiddenField() -> String {
        met.insert("hidden field")
        return "null"
    }

    private func functionField(_ name: String) -> String {
        name.hasPrefix("count(") ? String(name.dropFirst(6).dropLast()) : name
    }

    private func plain(_ name: String, _ row: ModelRow, _ asked: Asked) -> String {
        if name.hasPrefix("count(") {
            met.insert("count()")
            return "\(data.many(row, functionField(name)).filter { sees($0) }.count)"
        }
        guard let many = row.table.many[name] else { return row[name].json }
        return list(row, name, many, asked.below(name, [["id"]], name), asked.deep[name], isFlat: true)
    }

    private func nested(_ name: String, _ nested: AskedNames.Nested, _ row: ModelRow, _ asked: Asked) -> String {
        if let many = row.table.many[name] {
            return list(row, name, many, asked.below(name, nested.fields, name), asked.deep[name], isFlat: false)
        }
        guard name == "item", case .text(let target) = row["collection"], row.table.any.contains(target) else {
            return name == "item" ? "null" : one(row, name, asked.below(name, nested.fields, name), asked.deep[name])
        }
        met.insert("item:collection")
        let fields = nested.fields + (nested.scoped[target] ?? [])
        let scope = "item:" + target
        var below = asked.below("item", fields.isEmpty ? [["id"]] : fields, scope)
        if fields.isEmpty { below.ignored = [] }
        return one(row, scope, below, asked.deep[scope])
    }

    private func one(_ row: ModelRow, _ field: String, _ asked: Asked, _ options: ModelOptions?) -> String {
        guard let related = data.one(row, field) else { return "null" }
        guard sees(related, asking: names(asked, related.table)) else {
            met.insert(field.hasPrefix("item:") ? "hidden block" : "hidden to-one")
            return "null"
        }
        if let filter = options?.filter, !filter.isAlways {
            met.insert("deep filter to-one")
            guard isTrue(filter, related, ofQuery: true) else { return "null" }
        }
        return object(related, asked)
    }

    private func list(
        _ row: ModelRow, _ field: String, _ many: ModelMany, _ asked: Asked, _ options: ModelOptions?, isFlat: Bool
    ) -> String {
        if let language, many.isTranslations { return text(translation(row, field, asked, options, language)) }
        var rows = items(row, field, many, asked, options)
        if let limit = options?.limit, limit >= 0 {
            met.insert("deep limit")
            rows = Array(rows.prefix(limit))
        }
        let key = keys(many, options)[0]
        let shown = sortedAgain(rows, key, isCarried: carries(key, asked, QueryModel.table(many.child), many))
        return "[" + shown.map { isFlat ? "\($0.id)" : object($0, asked) }.joined(separator: ", ") + "]"
    }

    /// The items of a list that are answered, in its order.
    func items(
        _ row: ModelRow, _ field: String, _ many: ModelMany, _ asked: Asked, _ options: ModelOptions?
    ) -> [ModelRow] {
        let names = names(asked, QueryModel.table(many.child))
        let all = data.many(row, field)
        let seen = all.filter { sees($0, asking: names) }
        if seen.count < all.count { met.insert("hidden to-many") }
        let filter = options?.filter ?? .always
        if !filter.isAlways { met.insert("deep filter") }
        if options?.sort.isEmpty == false { met.insert("deep sort") }
        return sorted(seen.filter { filter.isAlways || isTrue(filter, $0, ofQuery: true) }, keys(many, options))
    }

    private func keys(_ many: ModelMany, _ options: ModelOptions?) -> [String] {
        guard let asked = options?.sort, !asked.isEmpty else {
            return [many.sort ?? QueryModel.table(many.child).sortField ?? "id"]
        }
        return asked
    }

    /// Whether the items have the field by which they are sorted: then the API sorts what is left once more.
    private func carries(_ key: String, _ asked: Asked, _ table: ModelTable, _ many: ModelMany) -> Bool {
        let name = key.hasPrefix("-") ? String(key.dropFirst()) : key
        let fields = AskedNames(expanded(asked, table))
        guard table.columnNames.contains(name) else { return false }
        let hasLists = fields.plain.contains { table.many[$0] != nil }
        return fields.plain.contains(name) || many.sort == name || name == "id" && (hasLists || !fields.nested.isEmpty)
    }
}
