/// A route's path with placeholders: `/articles/{slug}`, `/{translations.languages_code}/articles/{translations.slug}`.
package struct PathTemplate: Sendable, Hashable {
    /// A part of a template.
    package enum Piece: Sendable, Hashable {
        case literal(String)
        /// A Directus field path, split at its dots.
        case field([String])
        /// `{language}` where the file has `languages`.
        case language
    }

    /// As written.
    package let text: String
    /// Its parts, in order.
    package let pieces: [Piece]

    /// The template without any piece.
    package static let empty = PathTemplate(text: "", pieces: [])

    /// Why a text is no template.
    package struct Mistake: Error, Sendable, Equatable {
        /// What is wrong.
        package let message: String
        /// How many characters (Unicode scalars) precede the mistake.
        package let offset: Int
    }

    /// The field paths of its placeholders, in order.
    package var fields: [[String]] {
        pieces.compactMap { piece in
            if case .field(let path) = piece { path } else { nil }
        }
    }

    /// Whether it has `{language}`.
    package var hasLanguage: Bool { pieces.contains(.language) }

    /// The template that stands for a language alone.
    package static let language = PathTemplate(text: "/{language}", pieces: [.literal("/"), .language])

    /// The template where `{language}` is a language, not the field of that name.
    package var readingLanguage: PathTemplate {
        PathTemplate(text: text, pieces: pieces.map { $0 == .field(["language"]) ? .language : $0 })
    }

    /// Whether values without a slash always make a valid path: the template begins with `/` and has no `//`.
    package var isPlain: Bool { text.utf8.starts(with: "/".utf8) && !text.utf8.contains("//".utf8) }
}

extension PathTemplate {
    /// Reads a template.
    package init(_ text: String) throws(Mistake) {
        var pieces: [Piece] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let offset = text.unicodeScalars.count - rest.count
            switch scalar {
            case "{": pieces.append(.field(try Self.placeholder(&rest, at: offset)))
            case "}": throw Mistake(message: "a } without its {", offset: offset)
            default:
                let literal = rest.prefix { $0 != "{" && $0 != "}" }
                pieces.append(.literal(String(literal)))
                rest = rest[literal.endIndex...]
            }
        }
        self.init(text: text, pieces: pieces)
    }

    private static func placeholder(
        _ rest: inout Substring.UnicodeScalarView, at offset: Int
    ) throws(Mistake) -> [String] {
        guard let end = rest.firstIndex(of: "}") else {
            throw Mistake(message: "the placeholder is not closed: write {field}", offset: offset)
        }
        let text = String(rest[..<end].dropFirst())
        rest = rest[end...].dropFirst()
        guard let path = splitFieldPath(text) else {
            throw Mistake(
                message: text.isEmpty ? "an empty placeholder: write {field}" : "{\(text)} \(fieldPathMistake(text))",
                offset: offset)
        }
        return path
    }
}
