/// The entries of a mapping, with those that its merge key (`<<`) adds.
struct MergedEntries {
    private var entries: [Node.Entry] = []
    private var seen: [String: Position] = [:]
    private var merged: (index: Int, entries: [Node.Entry]) = (0, [])

    /// Notes a key; the same key a second time is refused.
    mutating func refuseRepeated(_ key: Composer.Key) throws(YAMLError) {
        guard let first = seen.updateValue(key.position, forKey: key.text) else { return }
        throw YAMLError(
            position: key.position,
            message: "key \(key.text.debugDescription) is on line \(first.line) already: keep one of the two")
    }

    /// Adds an entry, or the entries of what a merge key names.
    mutating func add(_ key: Composer.Key, _ value: Node) throws(YAMLError) {
        guard key.isMerge else {
            return entries.append(Node.Entry(key: key.text, keyPosition: key.position, value: value))
        }
        merged = (entries.count, try Self.entries(toMerge: value))
    }

    /// All of them, in order; a key of the mapping itself takes precedence over a merged one.
    var all: [Node.Entry] {
        var known = Set(entries.map(\.key))
        let added = merged.entries.filter { known.insert($0.key).inserted }
        return entries.prefix(merged.index) + added + entries.dropFirst(merged.index)
    }

    /// The entries of one mapping or of several, in order.
    private static func entries(toMerge node: Node) throws(YAMLError) -> [Node.Entry] {
        switch node.value {
        case .mapping(let entries): return entries
        case .sequence(let nodes): return try nodes.map(entries(ofMapping:)).flatMap { $0 }
        case .scalar: return try entries(ofMapping: node)
        }
    }

    private static func entries(ofMapping node: Node) throws(YAMLError) -> [Node.Entry] {
        guard case .mapping(let entries) = node.value else {
            throw YAMLError(
                position: node.position, message: "<< takes a mapping or a list of mappings, such as <<: *name")
        }
        return entries
    }
}
