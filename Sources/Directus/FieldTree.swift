/// Field paths as a tree: columns of a row, and for each relation the tree of the rows that it leads to.
struct FieldTree {
    private(set) var columns: Set<String> = []
    private var children: [String: FieldTree] = [:]

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
}
