/// The fields that are asked of a collection, by name.
struct AskedNames {
    struct Nested {
        var fields: [[String]] = []
        /// Of the items of one collection.
        var scoped: [String: [[String]]] = [:]
    }

    /// Without those that `nested` has, too: what is asked of their items wins.
    private(set) var plain: [String] = []
    private(set) var nested: [String: Nested] = [:]

    init(_ fields: [[String]]) {
        for field in fields {
            let rest = Array(field.dropFirst())
            if field[0].hasPrefix("item:") {
                let scope = String(field[0].dropFirst(5))
                nested["item", default: Nested()].scoped[scope, default: []] += rest.isEmpty ? [] : [rest]
            } else if rest.isEmpty {
                if !plain.contains(field[0]) { plain.append(field[0]) }
            } else {
                nested[field[0], default: Nested()].fields.append(rest)
            }
        }
        plain.removeAll { nested[$0] != nil }
    }
}
