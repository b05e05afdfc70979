internal import Freshen

/// What a reader of the API sees of each collection.
struct Access {
    /// What one policy, or a collection's `visible`, lets a reader see.
    struct Permission {
        /// Which items.
        let rule: Filter
        /// Which fields of them; nil: all.
        let fields: Set<String>?
    }

    private let permissions: [String: [Permission]]
    /// Whether a collection that no permission names is seen in full.
    private let isOpen: Bool
    /// Whether it is what a reader of the API sees.
    let isOfReader: Bool

    /// What the reader of a catalog sees; without one, what the collections' `visible` says.
    ///
    /// Throws a refusal for a rule that freshen does not understand.
    init(_ catalog: Catalog, _ rules: [CollectionRule], _ read: RuleReading) throws(Failure) {
        guard catalog.hasReader else {
            self = Access(rules)
            return
        }
        var permissions: [String: [Permission]] = [:]
        for row in catalog.permissions ?? [] {
            let rule = try row.rule.map { rule throws(Failure) in
                try read(rule, "the read permission of \(row.collection)")
            }
            let fields = Set((row.fields ?? "").split(separator: ",").map(String.init))
            permissions[row.collection, default: []].append(
                Permission(rule: rule ?? .always, fields: fields.contains("*") ? nil : fields))
        }
        self.permissions = permissions
        isOpen = catalog.permissions == nil
        isOfReader = true
    }

    /// What everybody sees where no reader is named: of a collection with `visible` the items that fulfil it.
    init(_ rules: [CollectionRule]) {
        permissions = Dictionary(
            rules.map { ($0.name.value, [Permission(rule: $0.visible, fields: nil)]) }, uniquingKeysWith: { $1 })
        isOpen = true
        isOfReader = false
    }

    /// The permissions for a collection; nil: the reader does not see it.
    func permissions(of collection: String) -> [Permission]? {
        permissions[collection] ?? (isOpen ? [Permission(rule: .always, fields: nil)] : nil)
    }

    /// Whether the reader sees a field, at least of some items.
    func allows(_ field: String, of collection: String) -> Bool {
        permissions(of: collection)?.contains { $0.fields?.contains(field) ?? true } == true
    }

    /// Which items are answered if these fields are asked: those of which at least one may be seen.
    ///
    /// Source: `getCases` in `api/src/permissions/modules/process-ast/lib`: a rule that allows none of the fields does not
    /// count.
    func rule(of collection: String, asking fields: [String]) -> Filter {
        let permissions = permissions(of: collection) ?? []
        let counted = permissions.filter { permission in
            fields.isEmpty || fields.contains { permission.fields?.contains($0) ?? true }
        }
        return .anyOf(counted.map(\.rule))
    }

    /// The rules that decide whether a row is seen, or which fields of it.
    func rules(of collection: String) -> [Filter] {
        (permissions(of: collection) ?? []).map(\.rule).filter { !$0.isAlways }
    }

    /// Of which of those items a field is answered, and null of the others; nil: of all.
    func rule(of collection: String, answering field: String) -> Filter? {
        let permissions = permissions(of: collection) ?? []
        let allowing = permissions.filter { $0.fields?.contains(field) ?? true }
        return allowing.count == permissions.count ? nil : .anyOf(allowing.map(\.rule))
    }
}

extension Filter {
    fileprivate static func anyOf(_ filters: [Filter]) -> Filter {
        filters.contains(where: \.isAlways) ? .always : filters.count == 1 ? filters[0] : .or(filters)
    }
}
