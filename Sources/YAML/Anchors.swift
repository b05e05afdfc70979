/// The anchored values of a document, and how much its aliases have repeated.
///
/// An alias repeats a value with everything in it, aliases included. Without a limit a short text could expand to
/// billions of values.
struct Anchors {
    /// How many values the aliases of a document may repeat in total.
    static let mostRepeated = 10_000

    private enum Anchored {
        /// The value is being read, so an alias of it would contain itself.
        case open
        case read(Node, Size)
    }

    private struct Size {
        var values: Int
        var levels: Int
    }

    private var anchored: [String: Anchored] = [:]
    private var repeated = 0

    /// Notes that the value of an anchor begins.
    mutating func begin(_ name: String) {
        anchored[name] = .open
    }

    /// Notes the value of an anchor; if a name is given again, it refers to the later value.
    mutating func end(_ name: String, _ node: Node) {
        anchored[name] = .read(node, Self.size(of: node))
    }

    /// The value that an alias at `position` repeats, and how many levels of lists and mappings it has.
    mutating func node(_ name: String, usedAt position: Position) throws(YAMLError) -> (node: Node, levels: Int) {
        switch anchored[name] {
        case nil:
            throw YAMLError(
                position: position,
                message: "no anchor &\(name) stands before this alias: write one, or quote the value if it is text")
        case .open:
            throw YAMLError(
                position: position,
                message: "*\(name) stands within the value that it repeats: write the value out here")
        case .read(let node, let size):
            repeated += size.values
            guard repeated <= Self.mostRepeated else {
                throw YAMLError(
                    position: position,
                    message: "with *\(name) the aliases repeat more than \(Self.mostRepeated) values: use fewer of them"
                )
            }
            return (node.used(onLine: position.line), size.levels)
        }
    }

    private static func size(of node: Node) -> Size {
        let children: [Node]
        switch node.value {
        case .scalar: return Size(values: 1, levels: 0)
        case .sequence(let items): children = items
        case .mapping(let entries): children = entries.map(\.value)
        }
        return children.map(size).reduce(into: Size(values: 1, levels: 1)) { sum, child in
            sum.values += child.values
            sum.levels = max(sum.levels, child.levels + 1)
        }
    }
}

extension Node {
    /// The same value, with the line of the alias that repeats it in the position of each part.
    fileprivate func used(onLine line: Int) -> Node {
        let value: Value
        switch self.value {
        case .scalar: value = self.value
        case .sequence(let items): value = .sequence(items.map { $0.used(onLine: line) })
        case .mapping(let entries):
            value = .mapping(
                entries.map {
                    Entry(
                        key: $0.key, keyPosition: $0.keyPosition.used(onLine: line), value: $0.value.used(onLine: line))
                })
        }
        return Node(position: position.used(onLine: line), value: value)
    }
}

extension Position {
    fileprivate func used(onLine line: Int) -> Position {
        var position = self
        position.aliasLine = line
        return position
    }
}
