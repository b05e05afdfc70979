internal import FoundationEssentials

/// A JSON document; objects have no order.
package enum JSONValue: Hashable, Sendable, Codable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .boolean(let flag): try value.encode(flag)
        case .number(let number): try number == number.rounded() ? value.encode(Int64(number)) : value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    package subscript(key: String) -> JSONValue { object[key] ?? .null }

    /// An element of a list; null where there is none.
    package subscript(index: Int) -> JSONValue { list.indices.contains(index) ? list[index] : .null }

    package var list: [JSONValue] {
        if case .list(let list) = self { list } else { [] }
    }

    package var object: [String: JSONValue] {
        if case .object(let object) = self { object } else { [:] }
    }

    package var text: String {
        if case .text(let text) = self { text } else { "" }
    }

    /// How many elements a list has; nil: it is none.
    package var count: Int? {
        if case .list(let list) = self { list.count } else { nil }
    }

    /// The same document with the elements of every list counted instead of ordered.
    package var unordered: JSONValue {
        switch self {
        case .list(let list): .list(list.map(\.unordered).sorted { $0.description < $1.description })
        case .object(let object): .object(object.mapValues(\.unordered))
        case .null, .boolean, .number, .text: self
        }
    }

    /// The document as JSON, with the keys of every object in ascending order.
    package var sorted: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private var description: String {
        switch self {
        case .list(let list): "[" + list.map(\.description).joined(separator: ",") + "]"
        case .object(let object):
            "{" + object.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.description)" }.joined(separator: ",")
                + "}"
        case .null: "null"
        case .boolean(let flag): "\(flag)"
        case .number(let number): "\(number)"
        case .text(let text): "\"\(text)\""
        }
    }
}
