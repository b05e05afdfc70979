/// A route's path with placeholders: `/articles/{slug}`, `/{translations.languages_code}/articles/{translations.slug}`.
package struct PathTemplate: Sendable, Hashable {
    /// A part of a template.
    package enum Piece: Sendable, Hashable {
        case literal(String)
        /// A Directus field path, split at its dots.
        case field([String])
        /// The same, written `{field?}`: for null the segment is empty, and the page exists nevertheless.
        case optional([String])
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
            switch piece {
            case .field(let path), .optional(let path): path
            case .literal, .language: nil
            }
        }
    }

    /// Whether it has `{language}`.
    package var hasLanguage: Bool { pieces.contains(.language) }

    /// A template with the language and nothing else.
    package static let language = PathTemplate(text: "/{language}", pieces: [.literal("/"), .language])

    /// The template with `{language}` read as the page's language, not as the field of that name.
    package var withLanguagePlaceholder: PathTemplate {
        let named: [Piece] = [.field(["language"]), .optional(["language"])]
        return PathTemplate(text: text, pieces: pieces.map { named.contains($0) ? .language : $0 })
    }

    /// The field paths that are optional wherever they occur.
    package var optionalFields: Set<[String]> {
        let required = pieces.compactMap { piece in
            if case .field(let path) = piece { path } else { nil }
        }
        return Set(fields).subtracting(required)
    }

    /// Whether the template, filled with values without slashes and leading dots, is a path in the ledger's form.
    ///
    /// Such a path needs no call of `freshen.url_path`.
    package var isPlain: Bool {
        let outline = pieces.map { piece in
            if case .literal(let text) = piece { text } else { "x" }
        }.joined()
        let segments = outline.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        return outline.utf8.first == UInt8(ascii: "/")
            && segments.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") && $0.first != UInt8(ascii: "%") }
    }
}

extension PathTemplate {
    /// Reads a template.
    package init(_ text: String) throws(Mistake) {
        var pieces: [Piece] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let offset = text.unicodeScalars.count - rest.count
            switch scalar {
            case "{": pieces.append(try Self.placeholder(&rest, at: offset))
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
    ) throws(Mistake) -> Piece {
        guard let end = end(of: rest) else {
            throw Mistake(message: "the placeholder is not closed: write {field}", offset: offset)
        }
        let text = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        let isOptional = text.last == "?"
        guard let path = splitFieldPath(String(isOptional ? text.dropLast() : text)) else {
            let text = String(text)
            throw Mistake(
                message: text.isEmpty ? "an empty placeholder: write {field}" : "{\(text)} \(fieldPathMistake(text))",
                offset: offset)
        }
        return isOptional ? .optional(path) : .field(path)
    }

    /// Where the first `}` outside double quotes stands.
    private static func end(of text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView.Index? {
        var quotes = QuoteScanner()
        return text.indices.first { index in
            _ = quotes.take(text[index])
            return text[index] == "}" && !quotes.isInside
        }
    }
}
