internal import Freshen
internal import Text
internal import YAML

extension NodeReader {
    /// A request to the API: `{"collection": …, "key": …, "query": {…}, "language": …, "parameters": [[…], …]}`.
    func request() throws(Failure) -> Query {
        var keys = try keys(["collection", "key", "query", "language", "parameters"], of: "a request")
        guard let collection = keys["collection"] else { throw failure("the request names no collection") }
        let ranks = keys["parameters"] == nil ? [:] : parameterRanks([keys["key"], keys["query"]].compactMap { $0 })
        for key in ["key", "query"] { keys[key]?.ranks = ranks }
        let query = keys["query"] ?? self
        let parts = try keys["query"]?.keys(Self.queryKeys + Self.refusedKeys, of: "a query") ?? [:]
        for key in Self.refusedKeys where parts[key] != nil {
            let supported = Self.queryKeys.joined(separator: ", ")
            throw (parts[key] ?? query).failure("\(key) is not supported: a query may have \(supported)")
        }
        return Query(
            collection: try collection.placed("collection"), key: try keys["key"]?.itemKey(),
            fields: try parts["fields"]?.selections("fields") ?? [Placed(["*"], at: query.place)],
            options: try options { parts[$0] }, language: try keys["language"]?.language(),
            parameters: try keys["parameters"]?.parameters(count: ranks.count), place: query.place)
    }

    private func itemKey() throws(Failure) -> Placed<Operand> {
        if let rank { return Placed(.parameter(rank), at: place) }
        return Placed(.one(.text(try text("key"))), at: place)
    }

    /// What stands for `{language}`; empty where the language has no prefix.
    private func language() throws(Failure) -> Placed<String> {
        guard let scalar else { throw failure("language must be what stands for {language} in a path, such as es") }
        return Placed(scalar, at: place)
    }

    private static let queryKeys = ["fields", "filter", "sort", "limit", "page", "offset", "deep", "alias"]
    private static let refusedKeys = ["search", "aggregate", "groupBy", "group", "export", "version", "versionRaw"]

    /// The options of a list's query; `part` returns the value of a key.
    func options(_ part: (String) -> NodeReader?) throws(Failure) -> QueryOptions {
        var options = QueryOptions()
        options.filter = try part("filter")?.filter() ?? .always
        options.sort = try part("sort")?.sortKeys() ?? []
        options.limit = try part("limit")?.bound("limit", from: -1)
        options.page = try part("page")?.bound("page", from: 0)
        options.offset = try part("offset")?.bound("offset", from: 0)
        options.alias = try part("alias")?.aliases() ?? [:]
        options.nested = try part("deep")?.deep() ?? [:]
        return options
    }

    /// `deep`: the options of each relational field; a key that begins with `_` is an option, any other a deeper field.
    private func deep() throws(Failure) -> [String: QueryOptions] {
        var nested: [String: QueryOptions] = [:]
        for entry in try entries("deep") {
            nested[unquotedName(entry.key)] = try entry.value.nestedOptions(of: entry.key)
        }
        return nested
    }

    private func nestedOptions(of field: String) throws(Failure) -> QueryOptions {
        var (parts, deeper): ([String: NodeReader], [String: QueryOptions]) = ([:], [:])
        for entry in try entries("deep.\(field)") {
            guard entry.key.hasPrefix("_") else {
                deeper[unquotedName(entry.key)] = try entry.value.nestedOptions(of: entry.key)
                continue
            }
            let key = String(entry.key.dropFirst())
            guard Self.queryKeys.contains(key), key != "fields", key != "deep" else {
                throw .configuration("deep.\(field) does not support \(entry.key)", at: entry.place)
            }
            parts[key] = entry.value
        }
        var options = try options { parts[$0] }
        options.nested = deeper
        return options
    }

    /// A list of field selections, or one text with commas between them.
    func selections(_ what: String) throws(Failure) -> [FieldSelection] {
        try texts(what).map { text throws(Failure) in try selection(text.value, what, at: text.place) }
    }

    /// One field selection.
    func selection(_ what: String) throws(Failure) -> FieldSelection {
        try selection(try text(what), what, at: place)
    }

    private func sortKeys() throws(Failure) -> [SortKey] {
        try texts("sort").map { text throws(Failure) in
            let isDescending = text.value.hasPrefix("-")
            let path = isDescending ? String(text.value.dropFirst()) : text.value
            return SortKey(path: try selection(path, "sort", at: text.place), isDescending: isDescending)
        }
    }

    private func selection(_ text: String, _ what: String, at place: Place) throws(Failure) -> FieldSelection {
        guard let segments = splitFieldSelection(text) else {
            throw .configuration(
                "\(what) must name a field, such as author.name: \(text) \(fieldPathMistake(text))", at: place)
        }
        return Placed(segments, at: place)
    }

    private func texts(_ what: String) throws(Failure) -> [Placed<String>] {
        if case .sequence = node.value {
            return try list(what).map { one throws(Failure) in try one.placed(what) }
        }
        return splitAtCommas(try text(what)).filter { !$0.isEmpty }.map { Placed($0, at: place) }
    }

    private func aliases() throws(Failure) -> [String: String] {
        var names: [String: String] = [:]
        for entry in try entries("alias") {
            names[unquotedName(entry.key)] = unquotedName(try entry.value.text("alias"))
        }
        return names
    }

    private func bound(_ what: String, from least: Int) throws(Failure) -> ListBound {
        if let rank { return .parameter(rank) }
        guard let text = scalar, let number = Int(text), number >= least else {
            throw failure("\(what) must be a whole number, \(least) or more")
        }
        return .number(number)
    }
}
