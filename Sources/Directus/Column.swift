/// A column of a table.
struct Column: Sendable, Equatable {
    let name: String
    let number: Int
    /// As `format_type` spells it: what a value can be cast to.
    let typeName: String
    let type: ColumnType
    /// What its values depend on beside what is stored: its type, an enum's labels, what generates it.
    let definition: String
    /// The expression of its default, as PostgreSQL writes it; nil: it has none.
    var defaultValue: String?

    /// What a literal is cast to: without the column's precision, which would round it, and wide enough that a value
    /// beyond the column's range compares instead of failing.
    var castName: String {
        switch type {
        case .integer, .numeric: "numeric"
        case .text: typeName.hasSuffix("citext") ? typeName : "text"
        case .timestamptz, .timestamp, .date, .uuid, .boolean: type.rawValue
        case .float, .time, .json, .other: typeName
        }
    }

    /// Its default as JSON; nil where it has none, or one that is computed.
    var defaultJSON: String? {
        guard let expression = defaultValue else { return nil }
        let isQuoted = expression.hasPrefix("'")
        let cast = expression.lastIndex(of: "'").flatMap { isQuoted ? $0 : nil }
        let text = cast.map { String(expression[..<$0].dropFirst()) } ?? expression
        switch type {
        case .boolean: return ["true", "false"].contains(text) ? text : nil
        case .integer, .float: return Double(text) == nil ? nil : text
        case .text where isQuoted, .numeric where isQuoted, .uuid where isQuoted, .date where isQuoted:
            return jsonString(text.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'"))
        case .text, .numeric, .uuid, .date, .time, .timestamp, .timestamptz, .json, .other: return nil
        }
    }
}
