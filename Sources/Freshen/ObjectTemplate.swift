internal import Text

/// A key or a path with placeholders: `binaries/{monitor}/{file}`.
package struct ObjectTemplate: Sendable, Hashable {
    private enum Piece: Sendable, Hashable {
        case literal(String)
        case placeholder(String)
    }

    /// As written.
    package let text: String
    private let pieces: [Piece]

    /// The names of its placeholders, in order.
    package var names: [String] {
        pieces.compactMap { piece in
            if case .placeholder(let name) = piece { name } else { nil }
        }
    }

    /// The text before its first placeholder.
    package var start: String {
        if case .literal(let text) = pieces.first { text } else { "" }
    }

    /// The same template with plain names as placeholders; nil: one of them is no single name.
    package init?(_ template: PathTemplate) {
        var pieces: [Piece] = []
        for piece in template.pieces {
            switch piece {
            case .literal(let text): pieces.append(.literal(text))
            case .field(let path) where path.count == 1: pieces.append(.placeholder(path[0]))
            case .field, .optional, .language: return nil
            }
        }
        (text, self.pieces) = (template.text, pieces)
    }

    /// What the placeholders stand for in a key that the template matches; nil: it does not match.
    ///
    /// A placeholder stands for one character or more, and for no `/`; one that occurs twice stands for the same text.
    package func values(in key: String) -> [String: String]? {
        let bytes = Array(key.utf8)
        return matched(pieces[...], bytes[...], [:])?.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the template matches a key.
    package func matches(_ key: String) -> Bool {
        key.hasBytes(atStart: start) && matched(pieces[...], Array(key.utf8)[...], [:]) != nil
    }

    private typealias Bytes = ArraySlice<UInt8>

    private func matched(
        _ pieces: ArraySlice<Piece>, _ rest: Bytes, _ values: [String: Bytes]
    ) -> [String: Bytes]? {
        switch pieces.first {
        case nil: return rest.isEmpty ? values : nil
        case .literal(let text):
            guard rest.starts(with: text.utf8) else { return nil }
            return matched(pieces.dropFirst(), rest.dropFirst(text.utf8.count), values)
        case .placeholder(let name):
            if let known = values[name] {
                guard rest.starts(with: known) else { return nil }
                return matched(pieces.dropFirst(), rest.dropFirst(known.count), values)
            }
            return longestMatch(name, pieces.dropFirst(), rest, values)
        }
    }

    /// The match with the longest value of a placeholder that lets the rest match.
    private func longestMatch(
        _ name: String, _ pieces: ArraySlice<Piece>, _ rest: Bytes, _ values: [String: Bytes]
    ) -> [String: Bytes]? {
        let longest = rest.prefix { $0 != UInt8(ascii: "/") }
        for length in stride(from: longest.count, to: 0, by: -1) {
            // A character is not divided.
            let end = rest.startIndex + length
            guard end == rest.endIndex || rest[end] & 0b1100_0000 != 0b1000_0000 else { continue }
            var values = values
            values[name] = rest[..<end]
            if let all = matched(pieces, rest[end...], values) { return all }
        }
        return nil
    }

    /// The template with the values as they are.
    func text(_ values: [String: String]) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .placeholder(let name): values[name] ?? ""
            }
        }.joined()
    }

    /// The template as a path, with each value percent-encoded, slashes left as they are.
    ///
    /// An empty value takes the `/` after it with it, so that `/{dir}/{name}` is `/a` for the key `a`.
    func filled(_ values: [String: String]) -> String {
        var (path, dropsSlash) = ("", false)
        for piece in pieces {
            switch piece {
            case .literal(let text): path += dropsSlash && text.hasPrefix("/") ? String(text.dropFirst()) : text
            case .placeholder(let name): path += percentEncodedKey(values[name] ?? "")
            }
            if case .placeholder(let name) = piece {
                dropsSlash = values[name]?.isEmpty ?? true
            } else {
                dropsSlash = false
            }
        }
        return path
    }
}
