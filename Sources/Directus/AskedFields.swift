internal import Freshen

/// The requested fields of one collection, grouped by relation.
struct AskedFields {
    /// The requested fields of a relation's items.
    struct Nested {
        let place: Place
        /// Fields of the items of every collection that the relation leads to.
        var unscoped: [FieldSelection] = []
        /// Fields of the items of one collection of a many-to-any relation, by the collection's name.
        var scoped: [String: [FieldSelection]] = [:]
    }

    /// Names without a path, each once.
    private(set) var plain: [Placed<String>] = []
    /// Relations with the requested fields of their items, by name.
    private(set) var nested: [String: Nested] = [:]

    /// `isName` says whether the collection has a field of exactly this name, which may hold a colon.
    init(_ selections: [FieldSelection], isName: (String) -> Bool = { _ in false }) {
        for selection in selections {
            add(selection, isName)
        }
    }

    private mutating func add(_ selection: FieldSelection, _ isName: (String) -> Bool) {
        guard let first = selection.value.first else { return }
        let rest = Array(selection.value.dropFirst())
        let scope = isName(first) || first.contains("(") ? nil : first.firstIndex(of: ":")
        guard scope != nil || !rest.isEmpty else {
            if !plain.contains(where: { $0.value == first }) { plain.append(Placed(first, at: selection.place)) }
            return
        }
        let name = scope.map { String(first[..<$0]) } ?? first
        var nested = self.nested[name] ?? Nested(place: selection.place)
        let deeper = rest.isEmpty ? [] : [Placed(rest, at: selection.place)]
        if let scope {
            nested.scoped[String(first[first.index(after: scope)...]), default: []] += deeper
        } else {
            nested.unscoped += deeper
        }
        self.nested[name] = nested
    }
}
