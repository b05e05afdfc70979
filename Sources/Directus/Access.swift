internal import Freshen

/// Which items of each collection, and which of their fields, are visible to the reader.
struct Access {
    /// One row of `directus_permissions`, or the `visible` of a collection.
    struct Permission {
        /// Which items may be read.
        let rule: Filter
        /// Which of their fields may be read; nil: all.
        let fields: Set<String>?
    }

    private let permissions: [String: [Permission]]
    /// Whether a collection without a permission is visible in full: to an administrator, or if no reader is named.
    private let isOpen: Bool
    /// Whether the permissions are those of a reader in the CMS, not the `visible` of the collections.
    let isOfReader: Bool

    /// The permissions of the catalog's reader; without a reader, the `visible` of the collections.
    ///
    /// Throws a configuration failure for a permission filter that freshen does not understand.
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

    /// The permissions if no reader is named: the `visible` of each collection.
    init(_ rules: [CollectionRule]) {
        permissions = Dictionary(
            rules.map { ($0.name.value, [Permission(rule: $0.visible, fields: nil)]) }, uniquingKeysWith: { $1 })
        isOpen = true
        isOfReader = false
    }

    /// The permissions for a collection; nil: the reader may not read it.
    func permissions(of collection: String) -> [Permission]? {
        permissions[collection] ?? (isOpen ? [Permission(rule: .always, fields: nil)] : nil)
    }

    /// Whether the reader may read a field, at least of some items.
    func allows(_ field: String, of collection: String) -> Bool {
        permissions(of: collection)?.contains { $0.fields?.contains(field) ?? true } == true
    }

    /// Which items are returned if these fields are requested: those of which at least one of the fields is visible.
    ///
    /// A permission counts if it allows one of the fields; without fields every permission counts. Source: `getCases`
    /// in `api/src/permissions/modules/process-ast/lib`.
    func rule(of collection: String, asking fields: [String]) -> Filter {
        let permissions = permissions(of: collection) ?? []
        let counted = permissions.filter { permission in
            fields.isEmpty || fields.contains { permission.fields?.contains($0) ?? true }
        }
        return .anyOf(counted.map(\.rule))
    }

    /// The filters of the permissions for a collection, without those that every row fulfils.
    func rules(of collection: String) -> [Filter] {
        (permissions(of: collection) ?? []).map(\.rule).filter { !$0.isAlways }
    }

    /// Which fields each permission for a collection allows; nil: all allow every field.
    func fieldLimits(in collection: String) -> String? {
        let fields = (permissions(of: collection) ?? []).map { $0.fields?.sorted().joined(separator: ",") }
        return fields.contains { $0 != nil } ? fields.map { $0 ?? "*" }.joined(separator: ";") : nil
    }

    /// Whether the permissions for a collection allow different fields.
    func hasDifferentFields(in collection: String) -> Bool {
        Set((permissions(of: collection) ?? []).map(\.fields)).count > 1
    }

    /// Which of the returned items have the value of a field, while the others have null instead; nil: all have it.
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
