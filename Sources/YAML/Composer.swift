/// Builds the one document of a stream from its events, and refuses what `parseYAML` does not support.
struct Composer {
    /// How deep lists and mappings may be nested; it bounds the recursion here and in code that walks the nodes.
    private static let deepest = 64

    private let events: EventReader
    private var anchors = Anchors()

    init(events: EventReader) {
        self.events = events
    }

    mutating func document() throws(YAMLError) -> Node {
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

    private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
        if case .alias(let name) = event.kind {
            let (node, levels) = try anchors.node(name, usedAt: event.position)
            try refuseDepth(depth + levels, at: event.position)
            return node
        }
        try refuseTag(of: event)
        if let anchor = event.anchor { anchors.begin(anchor) }
        let node = Node(position: event.position, value: try value(event, depth: depth))
        if let anchor = event.anchor { anchors.end(anchor, node) }
        return node
    }

    private mutating func value(_ event: Event, depth: Int) throws(YAMLError) -> Node.Value {
        switch event.kind {
        case .scalar(let text, let plain):
            try refuseZero(in: text, at: event.position)
            return .scalar(text, plain: plain)
        case .sequenceStart: return .sequence(try sequence(event, depth: depth + 1))
        case .mappingStart: return .mapping(try mapping(event, depth: depth + 1))
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd, .alias:
            throw refusal("a value is missing here: write one", at: event.position)
        }
    }

    private mutating func sequence(_ start: Event, depth: Int) throws(YAMLError) -> [Node] {
        try refuseDepth(depth, at: start.position)
        var items: [Node] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth))
        }
    }

    private mutating func mapping(_ start: Event, depth: Int) throws(YAMLError) -> [Node.Entry] {
        try refuseDepth(depth, at: start.position)
        var entries = MergedEntries()
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return entries.all }
            let key = try key(event)
            try entries.refuseRepeated(key)
            try entries.add(key, try node(events.next(), depth: depth))
        }
    }

    /// A key of a mapping.
    struct Key {
        let text: String
        let position: Position
        /// Whether it is `<<` without quotes.
        let isMerge: Bool
    }

    private mutating func key(_ event: Event) throws(YAMLError) -> Key {
        switch event.kind {
        case .scalar(let text, let plain):
            let key = try node(event, depth: 0)
            return Key(text: text, position: key.position, isMerge: plain && text == "<<")
        case .alias:
            guard case .scalar(let text, _) = try node(event, depth: 0).value else { fallthrough }
            return Key(text: text, position: event.position, isMerge: false)
        default:
            throw refusal("a key must be text: quote it if it begins with a bracket", at: event.position)
        }
    }

    private func refuseTag(of event: Event) throws(YAMLError) {
        guard let tag = event.tag else { return }
        let advice = "remove it, and quote the value if it is text"
        throw refusal("tags (\(tag.debugDescription)) are not supported: \(advice)", at: event.position)
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
