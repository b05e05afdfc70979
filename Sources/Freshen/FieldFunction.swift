/// A function of a field, as Directus writes it: `year(published_at)`, `count(comments)`, `json(seo, og.title)`.
package struct FieldFunction: Sendable, Hashable {
    /// What is computed.
    package enum Name: String, Sendable, CaseIterable {
        case year, month, week, day, weekday, hour, minute, second, count, json
    }

    /// What is computed.
    package let name: Name
    /// The field that it is computed from.
    package let field: String
    /// The path within a json column; empty for other functions.
    package let path: [String]

    /// Reads a call; nil where the text is none, or names another function.
    package init?(_ text: String) {
        guard let open = text.firstIndex(of: "("), text.last == ")", let name = Name(rawValue: String(text[..<open]))
        else { return nil }
        let arguments = splitAtCommas(String(text[text.index(after: open)...].dropLast()))
        guard arguments.count == (name == .json ? 2 : 1), let field = arguments.first, !field.isEmpty else {
            return nil
        }
        let path = name == .json ? arguments[1].split(separator: ".").map(String.init) : []
        guard name != .json || !path.isEmpty else { return nil }
        self.name = name
        self.field = unquotedName(field)
        self.path = path
    }

    /// The field of a segment of a path: the argument of a function, or the segment itself.
    package static func field(of segment: String) -> String { FieldFunction(segment)?.field ?? segment }

    /// The name under which its value stands in an answer: `published_at_year`.
    package var answerName: String { ([field] + path + [name.rawValue]).joined(separator: "_") }
}
