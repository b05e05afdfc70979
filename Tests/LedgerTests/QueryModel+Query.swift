import TestSupport

/// A filter of the model, written as Directus reads it.
indirect enum ModelFilter: Sendable {
    case and([ModelFilter])
    case or([ModelFilter])
    case under(String, ModelFilter)
    case some(String, ModelFilter)
    case none(String, ModelFilter)
    case compare(String, String, [ModelOperand])

    static let always = ModelFilter.and([])

    var isAlways: Bool { if case .and(let parts) = self { parts.isEmpty } else { false } }

    var tree: Tree {
        switch self {
        case .and(let parts) where parts.isEmpty: .map([])
        case .and(let parts): .map([("_and", .list(parts.map(\.tree)))])
        case .or(let parts): .map([("_or", .list(parts.map(\.tree)))])
        case .under(let field, let inner): .map([(field, inner.tree)])
        case .some(let field, let inner): .map([(field, .map([("_some", inner.tree)]))])
        case .none(let field, let inner): .map([(field, .map([("_none", inner.tree)]))])
        case .compare(let field, let op, let operands):
            .map([(field, .map([(op, Self.tree(op, operands))]))])
        }
    }

    private static func tree(_ op: String, _ operands: [ModelOperand]) -> Tree {
        let values = operands.map(\.tree)
        return ["_in", "_nin", "_between", "_nbetween"].contains(op) ? .list(values) : values[0]
    }
}

/// What a field is compared with.
enum ModelOperand: Sendable {
    case value(ModelValue)
    case flag(Bool)
    /// `$NOW` and as many hours.
    case now(Int)

    fileprivate var tree: Tree {
        switch self {
        case .value(.text(let text)): .text(text)
        case .value(let value): .plain(value.json)
        case .flag(let isOn): .plain("\(isOn)")
        case .now(0): .text("$NOW")
        case .now(let hours): .text("$NOW(\(hours > 0 ? "+" : "")\(hours) hours)")
        }
    }
}

/// What a query says of a list.
struct ModelOptions {
    var filter = ModelFilter.always
    var sort: [String] = []
    var limit: Int?
    var deep: [String: ModelOptions] = [:]

    /// Its entries, with `prefix` before filter, sort and limit.
    func entries(_ prefix: String) -> [(key: String, value: Tree)] {
        var entries: [(key: String, value: Tree)] = []
        if !filter.isAlways { entries.append((prefix + "filter", filter.tree)) }
        if !sort.isEmpty { entries.append((prefix + "sort", .list(sort.map(Tree.text)))) }
        if let limit { entries.append((prefix + "limit", .plain("\(limit)"))) }
        return entries
    }

    var deepTree: Tree {
        .map(
            deep.sorted { $0.key < $1.key }.map { field, options in
                var entries = options.entries("_")
                if case .map(let deeper) = options.deepTree { entries += deeper }
                return (field, .map(entries))
            })
    }
}

/// A route of the model.
struct ModelRoute {
    enum Pages {
        case path(String)
        case pagesOf(String, ModelFilter, isPerLanguage: Bool)
        case everything(isPerLanguage: Bool)
    }

    var pages: Pages
    /// Nil: any of the item's.
    var fields: [String]?
    var ignore: [String] = []
    var options = ModelOptions()
    /// The field of the embedding page that says how many items are shown, and how many where it is null.
    var limitFrom: (field: String, fallback: Int)?
    var leavesItselfOut = false

    var isList: Bool { !options.sort.isEmpty || options.limit != nil || limitFrom != nil }

    /// Whether its pages are those of single items.
    var showsOneItem: Bool {
        guard case .path(let path) = pages else { return false }
        return !isList && path.replacing("{language}", with: "").contains("{")
    }

    /// Whether what it shows is in the language of the page.
    var isPerLanguage: Bool {
        switch pages {
        case .path(let path): path.contains("{language}")
        case .pagesOf(_, _, let isPerLanguage), .everything(let isPerLanguage): isPerLanguage
        }
    }

    var tree: Tree {
        var entries: [(key: String, value: Tree)] = []
        switch pages {
        case .path(let path): entries.append(("path", .text(path)))
        case .pagesOf(let collection, let filter, false) where filter.isAlways:
            entries.append(("pages_of", .text(collection)))
        case .pagesOf(let collection, let filter, let isPerLanguage):
            let language = isPerLanguage ? [(key: "language", value: Tree.text("{language}"))] : []
            let selection = [(key: "collection", value: Tree.text(collection)), (key: "filter", value: filter.tree)]
            entries.append(("pages_of", .map(selection + language)))
        case .everything(let isPerLanguage):
            entries.append(("everything", isPerLanguage ? .map([("language", .text("{language}"))]) : .plain("true")))
        }
        if let fields { entries.append(("fields", .list(fields.map(Tree.text)))) }
        if !ignore.isEmpty { entries.append(("ignore", .list(ignore.map(Tree.text)))) }
        entries += options.entries("")
        if let limitFrom {
            let limit = Tree.map([("from", .text(limitFrom.field)), ("default", .plain("\(limitFrom.fallback)"))])
            entries.append(("limit", limit))
        }
        if !options.deep.isEmpty { entries.append(("deep", options.deepTree)) }
        if leavesItselfOut { entries.append(("but_itself", .plain("true"))) }
        return .map(entries)
    }
}

/// A freshen.yaml of the model, with the permissions of the public where a reader is named.
struct ModelSite {
    struct Permission {
        let rule: ModelFilter
        /// Nil: all.
        let fields: Set<String>?
    }

    struct Collection {
        let name: String
        let visible: ModelFilter
        var routes: [ModelRoute]
    }

    var collections: [Collection] = []
    /// By collection; nil: no reader is named.
    var permissions: [String: [Permission]]?
    var languages: ModelLanguages?

    func visible(_ collection: String) -> ModelFilter {
        collections.first { $0.name == collection }?.visible ?? .always
    }

    var yaml: String {
        (permissions == nil ? "" : "reader: public\n") + (languages.map { "languages: \($0.tree.yaml)\n" } ?? "")
            + "collections:\n"
            + collections.map { collection in
                "  \(collection.name):\n    visible: \(collection.visible.tree.yaml)\n"
                    + (collection.routes.isEmpty ? "" : "    routes:\n")
                    + collection.routes.map { "      - \($0.tree.yaml)\n" }.joined()
            }.joined()
    }

    /// The rows of the permissions.
    var sql: String {
        (permissions ?? [:]).sorted { $0.key < $1.key }.flatMap { collection, permissions in
            permissions.map { permission in
                let fields = permission.fields.map { $0.sorted().joined(separator: ",") } ?? "*"
                return """
                    INSERT INTO directus_permissions (collection, action, permissions, fields, policy)
                      VALUES ('\(collection)', 'read', '\(permission.rule.tree.yaml)', '\(fields)', '00000000-0000-0000-0000-000000000001');

                    """
            }
        }.joined()
    }
}
