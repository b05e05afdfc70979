package import Freshen
internal import YAML

/// Reads a request to Directus' API: `{"collection": "posts", "key": 5, "query": {"fields": […], "filter": {…}, …}}`.
///
/// `$CURRENT_USER` and `$CURRENT_ROLE` are read as null, because the reader has policies but no user and no role.
/// `name` takes the place of a file name in messages. Throws a configuration failure for anything but such a request.
package func readQuery(_ bytes: [UInt8], name: String) throws(Failure) -> Query {
    try NodeReader(json: bytes, name: name).request()
}

/// Reads a filter of the CMS's permissions, as JSON.
package func readRule(_ json: String, name: String) throws(Failure) -> Filter {
    try NodeReader(json: Array(json.utf8), name: name).filter()
}

extension NodeReader {
    /// Reads JSON with the YAML parser, so that mistakes have places.
    fileprivate init(json bytes: [UInt8], name: String) throws(Failure) {
        let source = SourceText(file: name, bytes: withoutSurrogates(bytes))
        do {
            self.init(node: try parseYAML(source.bytes), source: source, isOfAPI: true)
        } catch {
            throw .configuration(error.message, at: source.place(error.position))
        }
    }
}

/// The text with pairs of surrogate escapes (`\ud83d\ude00`) replaced by their characters: libyaml rejects them.
private func withoutSurrogates(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
        if let high = escape(bytes, at: index), 0xD800..<0xDC00 ~= high, let low = escape(bytes, at: index + 6),
            0xDC00..<0xE000 ~= low,
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        {
            result += Array(String(Character(scalar)).utf8)
            index += 12
        } else {
            let length = bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            result += bytes[index..<min(index + length, bytes.count)]
            index += length
        }
    }
    return result
}

/// The code unit of an escape `\uXXXX` that begins at `index`; nil: there is none.
private func escape(_ bytes: [UInt8], at index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
        return nil
    }
    return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
}
