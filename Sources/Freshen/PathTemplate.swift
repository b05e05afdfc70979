/// A route's path with placeholders: `/articles/{slug}`, `/{translations.languages_code}/articles/{translations.slug}`.
package struct PathTemplate: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case literal(String)
        /// A Directus field path, split at its dots.
        case field([String])
    }

    /// As written.
    package let text: String
    package let pieces: [Piece]

    /// The template without any piece.
    package static let empty = PathTemplate()

    private init() {
        text = ""
        pieces = []
    }

    package struct Mistake: Error, Sendable, Equatable {
        package let message: String
        /// How many characters (Unicode scalars) of the template stand before the mistake.
        package let offset: Int
    }

    /// Reads a template; the mistake says where in it a placeholder is wrong.
    package init(_ text: String) throws(Mistake) {
        self.text = text
        var pieces: [Piece] = []
        var literal = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let offset = text.unicodeScalars.count - rest.count
            switch scalar {
            case "{":
                if !literal.isEmpty { pieces.append(.literal(String(literal))) }
                literal.removeAll()
                pieces.append(.field(try Self.placeholder(&rest, at: offset)))
            case "}":
                throw Mistake(message: "a } without its {", offset: offset)
            default:
                literal.append(scalar)
                rest.removeFirst()
            }
        }
        if !literal.isEmpty { pieces.append(.literal(String(literal))) }
        self.pieces = pieces
    }

    /// The field paths of its placeholders, in order.
    package var fields: [[String]] {
        pieces.compactMap { piece in
            if case .field(let path) = piece { path } else { nil }
        }
    }

    /// Whether values without a slash make a path of it that needs no mending: one `/` to begin with, none beside another.
    package var isPlain: Bool {
        text.utf8.starts(with: "/".utf8) && !text.utf8.contains("//".utf8)
    }

    private static func placeholder(
        _ rest: inout Substring.UnicodeScalarView, at offset: Int
    ) throws(Mistake) -> [String] {
        guard let end = rest.firstIndex(of: "}") else {
            throw Mistake(message: "the placeholder is not closed: write {field}", offset: offset)
        }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        return try fieldPath(String(inside), at: offset)
    }

    private static func fieldPath(_ text: String, at offset: Int) throws(Mistake) -> [String] {
        guard let path = splitFieldPath(text) else {
            throw Mistake(
                message: text.isEmpty ? "an empty placeholder: write {field}" : "{\(text)} \(fieldPathMistake(text))",
                offset: offset)
        }
        return path
    }
}

/// The segments of a Directus field path (`author.name`, `blocks.item:block_hero.title`); nil where one is empty or a
/// character stands there that no path has (a bracket, a slash, a comma, a star, a blank or a control character), or where
/// there are more than 32.
package func splitFieldPath(_ text: String) -> [String]? {
    let segments = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
    let isForbidden = { (scalar: Unicode.Scalar) in
        "{}()/,*".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .control
    }
    guard segments.count <= longestFieldPath, segments.allSatisfy({ !$0.isEmpty && !$0.contains(where: isForbidden) })
    else { return nil }
    return segments.map { String($0) }
}

/// What is wrong with a text that `splitFieldPath` does not take, to stand behind it.
package func fieldPathMistake(_ text: String) -> String {
    text.unicodeScalars.count { $0 == "." } < longestFieldPath
        ? "is no field path" : "has more than \(longestFieldPath) segments"
}

/// Each segment is a join; with hundreds of them PostgreSQL takes longer to plan a statement than to run it.
private let longestFieldPath = 32
