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
    /// The bytes of the literals, nil for a placeholder, where each placeholder is another one and stands for all up to the
    /// next `/`, so that a key matches in one way; empty: it does not.
    private let simple: [[UInt8]?]

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
        simple = Self.simple(pieces)
    }

    private static func simple(_ pieces: [Piece]) -> [[UInt8]?] {
        var names: Set<String> = []
        for (index, piece) in pieces.enumerated() {
            guard case .placeholder(let name) = piece else { continue }
            guard names.insert(name).inserted else { return [] }
            guard index + 1 < pieces.count else { continue }
            guard case .literal(let next) = pieces[index + 1], next.hasPrefix("/") else { return [] }
        }
        return pieces.map { piece in
            if case .literal(let text) = piece { Array(text.utf8) } else { nil }
        }
    }

    /// What the placeholders stand for in a key that the template matches; nil: it does not match.
    ///
    /// A placeholder stands for one character or more, and for no `/`; one that occurs twice stands for the same text.
    package func values(in key: String) -> [String: String]? {
        var search = Search(pieces: pieces)
        return search.matched(0, Array(key.utf8)[...], [:])?.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the template matches a key.
    package func matches(_ key: String) -> Bool {
        if !simple.isEmpty { return matchesSimply(key) }
        var search = Search(pieces: pieces)
        return key.hasBytes(atStart: start) && search.matched(0, Array(key.utf8)[...], [:]) != nil
    }

    /// Whether a simple template matches: one pass over the key, because a list has many.
    private func matchesSimply(_ key: String) -> Bool {
        var (index, count) = (0, 0)
        for byte in key.utf8 {
            if index < simple.count, simple[index] == nil {
                guard byte == UInt8(ascii: "/") else { count += 1; continue }
                guard count > 0 else { return false }
                (index, count) = (index + 1, 0)
            }
            guard index < simple.count, let literal = simple[index], literal[count] == byte else { return false }
            count += 1
            if count == literal.count { (index, count) = (index + 1, 0) }
        }
        return index == simple.count || index == simple.count - 1 && simple[index] == nil && count > 0
    }

    /// A search for the values of placeholders that notes what failed: for some keys, trying everything would take hours.
    private struct Search {
        typealias Bytes = ArraySlice<UInt8>

        let pieces: [Piece]
        /// The piece, the place in the key and the bounds of repeated values, from which the rest does not match.
        private var failed: Set<[Int]> = []

        init(pieces: [Piece]) {
            self.pieces = pieces
        }

        mutating func matched(_ index: Int, _ rest: Bytes, _ values: [String: Bytes]) -> [String: Bytes]? {
            guard index < pieces.count else { return rest.isEmpty ? values : nil }
            switch pieces[index] {
            case .literal(let text):
                guard rest.starts(with: text.utf8) else { return nil }
                return matched(index + 1, rest.dropFirst(text.utf8.count), values)
            case .placeholder(let name):
                if let known = values[name] {
                    guard rest.starts(with: known) else { return nil }
                    return matched(index + 1, rest.dropFirst(known.count), values)
                }
                let state = [index, rest.startIndex] + repeated(after: index, values)
                guard !failed.contains(state) else { return nil }
                if let all = longestMatch(name, index, rest, values) { return all }
                failed.insert(state)
                return nil
            }
        }

        /// The match with the longest value of a placeholder that lets the rest match.
        private mutating func longestMatch(
            _ name: String, _ index: Int, _ rest: Bytes, _ values: [String: Bytes]
        ) -> [String: Bytes]? {
            let longest = rest.prefix { $0 != UInt8(ascii: "/") }
            for length in stride(from: longest.count, to: 0, by: -1) {
                // A character is not divided.
                let end = rest.startIndex + length
                guard end == rest.endIndex || rest[end] & 0b1100_0000 != 0b1000_0000 else { continue }
                var values = values
                values[name] = rest[..<end]
                if let all = matched(index + 1, rest[end...], values) { return all }
            }
            return nil
        }

        /// Where the values of placeholders that occur again begin and end: the rest depends on them.
        private func repeated(after index: Int, _ values: [String: Bytes]) -> [Int] {
            pieces[index...].flatMap { piece -> [Int] in
                guard case .placeholder(let name) = piece, let value = values[name] else { return [] }
                return [value.startIndex, value.endIndex]
            }
        }
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
