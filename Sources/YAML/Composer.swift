/// Builds the one document of a stream from its events, and refuses what `parseYAML` does not support.
struct Composer {
    /// How deep lists and mappings may be nested; it bounds the recursion here and in code that walks the nodes.
    private static let deepest = 64

    let events: EventReader

    func document() throws(YAMLError) -> Node {
        var first = try events.next()
        if case .streamStart = first.kind { first = try events.next() }
        guard case .documentStart = first.kind else {
            throw refusal("the file is empty: write a document into it", at: Position(line: 1, column: 1))
        }
        let root = try node(events.next(), depth: 0)
        if case .scalar("", plain: true) = root.value {
            throw refusal("the document is empty: write a document into it", at: first.position)
        }
        var last = try events.next()
        if case .documentEnd = last.kind { last = try events.next() }
        guard case .streamEnd = last.kind else {
            throw refusal("a second document begins here: keep one document in the file", at: last.position)
        }
        return root
    }

    private func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
        try refuseProperties(of: event)
        switch event.kind {
        case .scalar(let text, let plain):
            try refuseZero(in: text, at: event.position)
            return Node(position: event.position, value: .scalar(text, plain: plain))
        case .sequenceStart:
            return Node(position: event.position, value: .sequence(try sequence(event, depth: depth + 1)))
        case .mappingStart:
            return Node(position: event.position, value: .mapping(try mapping(event, depth: depth + 1)))
        case .alias(let name):
            throw refusal("aliases (*\(name)) are not supported: write the value out here", at: event.position)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw refusal("a value is missing here: write one", at: event.position)
        }
    }

    private func sequence(_ start: Event, depth: Int) throws(YAMLError) -> [Node] {
        try refuseDepth(depth, at: start.position)
        var items: [Node] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth))
        }
    }

    private func mapping(_ start: Event, depth: Int) throws(YAMLError) -> [Node.Entry] {
        try refuseDepth(depth, at: start.position)
        var entries: [Node.Entry] = []
        var seen: [String: Position] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return entries }
            let key = try key(event)
            if let first = seen.updateValue(event.position, forKey: key) {
                let message = "key \(key.debugDescription) is on line \(first.line) already: keep one of the two"
                throw refusal(message, at: event.position)
            }
            let value = try node(events.next(), depth: depth)
            entries.append(Node.Entry(key: key, keyPosition: event.position, value: value))
        }
    }

    private func key(_ event: Event) throws(YAMLError) -> String {
        try refuseProperties(of: event)
        switch event.kind {
        case .scalar("<<", plain: true):
            throw refusal("merge keys (<<) are not supported: write the keys out here", at: event.position)
        case .scalar(let text, _):
            try refuseZero(in: text, at: event.position)
            return text
        case .alias(let name):
            throw refusal("aliases (*\(name)) are not supported: write the key out here", at: event.position)
        default:
            throw refusal("a key must be text: quote it if it begins with a bracket", at: event.position)
        }
    }

    private func refuseProperties(of event: Event) throws(YAMLError) {
        if let anchor = event.anchor {
            let message = "anchors (&\(anchor)) are not supported: write the value out wherever it is used"
            throw refusal(message, at: event.position)
        }
        if let tag = event.tag {
            let advice = "remove it, and quote the value if it is text"
            throw refusal("tags (\(tag.debugDescription)) are not supported: \(advice)", at: event.position)
        }
    }

    /// YAML allows `"\0"` in a text; C libraries, libpq among them, end the text there.
    private func refuseZero(in text: String, at position: Position) throws(YAMLError) {
        guard text.utf8.contains(0) else { return }
        throw refusal("this text holds a NUL character: remove it", at: position)
    }

    private func refuseDepth(_ depth: Int, at position: Position) throws(YAMLError) {
        guard depth > Self.deepest else { return }
        throw refusal("nested deeper than \(Self.deepest): flatten the document", at: position)
    }

    private func refusal(_ message: String, at position: Position) -> YAMLError {
        YAMLError(position: position, message: message)
    }
}
