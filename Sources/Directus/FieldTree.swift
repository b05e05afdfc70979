/// Field paths as a tree: columns of a row, and for each relation the tree of the rows that it leads to.
struct FieldTree {
    private(set) var columns: Set<String> = []
    private var children: [String: FieldTree] = [:]

    var isEmpty: Bool { columns.isEmpty && children.isEmpty }

    /// The relations in the order in which they are hashed.
    var sortedChildren: [(segment: String, tree: FieldTree)] {
        children.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Adds the relations on a path, and its last segment as a column or as a relation.
    mutating func add(_ path: some Collection<String>, isColumn: Bool) {
        guard let first = path.first else { return }
        if path.count == 1, isColumn {
            columns.insert(first)
        } else {
            children[first, default: FieldTree()].add(path.dropFirst(), isColumn: isColumn)
        }
    }

    /// The tree without the relation at `path`.
    func removing(_ path: ArraySlice<String>) -> FieldTree {
        guard let first = path.first, let child = children[first] else { return self }
        var rest = self
        rest.children[first] = path.count == 1 ? nil : child.removing(path.dropFirst())
        return rest
    }

    /// The part below a path; empty where there is none.
    func below(_ path: some Collection<String>) -> FieldTree {
        guard let first = path.first else { return self }
        return children[first]?.below(path.dropFirst()) ?? FieldTree()
    }
}
