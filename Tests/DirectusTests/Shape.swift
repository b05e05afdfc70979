import TestSupport

/// A query whose values are replaced by `"?"`, as the site hands it over, and these values in the order of the text.
struct Shape: Hashable {
    /// `"collection": …, "key": "?", "query": {…}`, with keys in ascending order, and without braces.
    private(set) var text = ""
    private var values: [JSONValue] = []

    /// The values of one answer, as JSON.
    var parameters: String { JSONValue.list(values).sorted }

    /// The queries that have the shape are equal.
    static func == (one: Shape, other: Shape) -> Bool { one.text == other.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    init(_ request: JSONValue) {
        text = "\"collection\":" + request["collection"].sorted
        if request["key"] != .null { text += ",\"key\":" + parameter(request["key"]) }
        if request["query"] != .null { text += ",\"query\":" + query(request["query"], prefix: "") }
    }

    /// The request for the answers of several queries of this shape.
    func request(_ all: [Shape]) -> String {
        "{" + text + ",\"parameters\":[" + all.map(\.parameters).joined(separator: ",") + "]}"
    }

    private mutating func query(_ query: JSONValue, prefix: String) -> String {
        object(query) { shape, key, value in
            switch key {
            case prefix + "filter": shape.filter(value)
            case prefix + "limit", prefix + "page", prefix + "offset": shape.parameter(value)
            case "deep" where prefix.isEmpty: shape.object(value) { $0.query($2, prefix: "_") }
            case _ where prefix == "_" && !key.hasPrefix("_"): shape.query(value, prefix: prefix)
            default: value.sorted
            }
        }
    }

    private mutating func filter(_ value: JSONValue) -> String {
        switch value {
        case .object:
            object(value) { shape, key, value in
                ["_and", "_or"].contains(key)
                    ? "[" + value.list.map { shape.filter($0) }.joined(separator: ",") + "]" : shape.filter(value)
            }
        case .list(let list): list.allSatisfy(Self.isValue) ? parameter(value) : value.sorted
        case .null, .boolean, .text, .number: Self.isValue(value) ? parameter(value) : value.sorted
        }
    }

    private mutating func parameter(_ value: JSONValue) -> String {
        values.append(value)
        return "\"?\""
    }

    private mutating func object(
        _ value: JSONValue, _ text: (inout Shape, String, JSONValue) -> String
    ) -> String {
        var members: [String] = []
        for (key, value) in value.object.sorted(by: { $0.key < $1.key }) {
            members.append(JSONValue.text(key).sorted + ":" + text(&self, key, value))
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Whether a value becomes a parameter: null, booleans and what stands for another value stay in the shape.
    private static func isValue(_ value: JSONValue) -> Bool {
        switch value {
        case .text(let text): !text.hasPrefix("$") && !["true", "false", "null", "NULL"].contains(text)
        case .number: true
        case .null, .boolean, .list, .object: false
        }
    }
}

extension JSONValue {
    /// The document with every number one greater.
    var increased: JSONValue {
        switch self {
        case .number(let number): .number(number + 1)
        case .list(let list): .list(list.map(\.increased))
        case .object(let object): .object(object.mapValues(\.increased))
        case .null, .boolean, .text: self
        }
    }
}
