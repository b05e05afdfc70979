internal import FoundationEssentials

/// The checksum in a document: in JSON the text at `key`, else the first word; nil: there is none.
///
/// `sha256:` or `sha256-` before it is left out.
func checksum(in document: [UInt8], at key: [String]?) -> String? {
    let text: String?
    if let key {
        text = (try? JSONDecoder().decode(Nested.self, from: Data(document)))?.text(at: key[...])
    } else {
        text = String(decoding: document, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
    guard let text, !text.isEmpty else { return nil }
    let isMarked = ["sha256:", "sha256-"].contains(text.prefix(7).lowercased())
    return isMarked ? String(text.dropFirst(7)) : text
}

/// A text in objects of JSON.
private enum Nested: Decodable {
    case text(String)
    case object([String: Nested])
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let object = try? value.decode([String: Nested].self) {
            self = .object(object)
        } else {
            self = .other
        }
    }

    func text(at key: ArraySlice<String>) -> String? {
        switch (self, key.first) {
        case (.text(let text), nil): text
        case (.object(let object), let first?): object[first]?.text(at: key.dropFirst())
        default: nil
        }
    }
}
