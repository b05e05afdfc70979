import YAML

/// Parses a text.
func parse(_ text: String) throws(YAMLError) -> Node {
    try parseYAML(Array(text.utf8))
}

/// A line for every node and key: its place and its text.
func outline(_ node: Node) -> [String] {
    let place = "\(node.position.line):\(node.position.column)"
    switch node.value {
    case .scalar(let text, let plain):
        return ["\(place) \(plain ? "plain" : "quoted") \(text)"]
    case .sequence(let items):
        return ["\(place) ["] + items.flatMap { outline($0) }
    case .mapping(let entries):
        return ["\(place) {"]
            + entries.flatMap { entry in
                ["\(entry.keyPosition.line):\(entry.keyPosition.column) key \(entry.key)"] + outline(entry.value)
            }
    }
}
