internal import Freshen
internal import Text
internal import YAML

/// Reads a node of the document as the type that its key requires; every failure names the node's place.
struct NodeReader {
    private(set) var node: Node
    let source: SourceText
    /// Whether the node is part of an API query or a permission, which may hold functions, `$CURRENT_USER` and
    /// `$CURRENT_ROLE`.
    var isOfAPI = false
    /// The ranks of a query's parameters, by the places at which they stand; empty: the query has none.
    var ranks: [Position: Int] = [:]

    /// The same node, read as part of an API query.
    var ofAPI: NodeReader { NodeReader(node: node, source: source, isOfAPI: true) }

    /// A part of the node, read as the node is.
    private func reader(_ part: Node) -> NodeReader {
        var reader = self
        reader.node = part
        return reader
    }

    var place: Place { source.place(node.position) }

    func failure(_ message: String) -> Failure { .configuration(message, at: place) }

    /// The values of a mapping by their keys, each of which must be one of `known`.
    func keys(_ known: [String], of what: String) throws(Failure) -> [String: NodeReader] {
        var found: [String: NodeReader] = [:]
        for entry in try entries(what) {
            guard known.contains(entry.key) else {
                let hint = didYouMean(entry.key, among: known, otherwise: ": it has \(known.joined(separator: ", "))")
                throw .configuration("unknown key \(entry.key) in \(what)\(hint)", at: entry.place)
            }
            found[entry.key] = entry.value
        }
        return found
    }

    struct Entry {
        let key: String
        let place: Place
        let value: NodeReader
    }

    /// The entries of a mapping, in order.
    func entries(_ what: String) throws(Failure) -> [Entry] {
        guard case .mapping(let entries) = node.value else {
            throw failure("\(what) must be a mapping (key: value), but is \(kind)")
        }
        return entries.map { entry in
            Entry(
                key: entry.key, place: source.place(entry.keyPosition), value: reader(entry.value))
        }
    }

    func list(_ what: String) throws(Failure) -> [NodeReader] {
        guard case .sequence(let nodes) = node.value else {
            throw failure("\(what) must be a list ([a, b] or lines that begin with -), but is \(kind)")
        }
        return nodes.map(reader)
    }

    /// A text that is not empty.
    func text(_ what: String) throws(Failure) -> String {
        guard case .scalar(let text, _) = node.value else {
            throw failure("\(what) must be a text, but is \(kind)" + bracesHint)
        }
        guard !isNull, !text.isEmpty else { throw failure("\(what) is empty") }
        return text
    }

    func placed(_ what: String) throws(Failure) -> Placed<String> {
        Placed(try text(what), at: place)
    }

    func flag(_ what: String) throws(Failure) -> Bool {
        switch plainText {
        case "true": true
        case "false": false
        default: throw failure("\(what) must be true or false")
        }
    }

    func duration(_ what: String) throws(Failure) -> Duration {
        guard let duration = Duration(text: try text(what)) else {
            throw failure("\(what) must be a duration with its unit, such as 500ms, 5s or 2m")
        }
        return duration
    }

    /// A duration of at least a millisecond.
    func positiveDuration(_ what: String) throws(Failure) -> Duration {
        let duration = try duration(what)
        guard duration >= .milliseconds(1) else { throw failure("\(what) must be longer than \(duration.text)") }
        return duration
    }

    func count(_ what: String, from least: Int = 1) throws(Failure) -> Int {
        guard let text = plainText, let count = Int(text), count >= least else {
            throw failure("\(what) must be a whole number" + (least > 0 ? " above \(least - 1)" : ", 0 or more"))
        }
        return count
    }

    /// A field path such as `author.name`.
    func fieldPath(_ what: String) throws(Failure) -> Placed<[String]> {
        let text = try text(what)
        guard let path = splitFieldPath(text) else {
            throw failure("\(what) must name a field, such as author.name: \(text) \(fieldPathMistake(text))")
        }
        return Placed(path, at: place)
    }

    /// A path with placeholders; a failure names the place of the mistake within it.
    func template(_ what: String) throws(Failure) -> PathTemplate {
        let text = try text(what)
        do {
            return try PathTemplate(text)
        } catch {
            throw .configuration(
                "\(what): \(error.message)", at: source.place(ofScalar: error.offset, of: text, in: node))
        }
    }

    var isNull: Bool {
        ["", "~", "null", "Null", "NULL"].contains(plainText)
    }

    /// The text of a scalar that is not quoted; nil for any other node.
    var plainText: String? {
        if case .scalar(let text, plain: true) = node.value { text } else { nil }
    }

    var scalar: String? {
        if case .scalar(let text, _) = node.value { text } else { nil }
    }

    private var kind: String {
        switch node.value {
        case .scalar(let text, _): isNull ? "empty" : "the text \(text.prefix(40))"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    private var bracesHint: String {
        if case .mapping = node.value { ": a value with a { must be quoted" } else { "" }
    }
}
