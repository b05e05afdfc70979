/// A column of a table.
struct Column: Sendable, Equatable, Codable {
    let name: String
    let number: Int
    /// As `format_type` spells it: what a value can be cast to.
    let typeName: String
    let type: ColumnType
    /// What its values depend on in addition to what is stored: its type, an enum's labels, a generating expression.
    let definition: String
    /// Whether its values are arrays of PostgreSQL.
    var isArray = false

    /// The type that a literal is cast to.
    ///
    /// It lacks the column's precision, which would round the literal, and is wide enough that a value beyond the
    /// column's range can be compared instead of failing.
    var castName: String {
        switch type {
        case .integer, .numeric: "numeric"
        case .text: typeName.hasSuffix("citext") ? typeName : "text"
        case .timestamptz, .timestamp, .date, .uuid, .boolean: type.rawValue
        case .float, .time, .json, .other: typeName
        }
    }

    /// A column's default as JSON, from PostgreSQL's expression; nil: it is computed, or its type is not supported.
    func json(ofDefault expression: String) -> String? {
        let isQuoted = expression.hasPrefix("'")
        let end = isQuoted ? expression.lastIndex(of: "'") : nil
        let text = end.map { String(expression[..<$0].dropFirst()) } ?? expression
        switch type {
        case .boolean: return ["true", "false"].contains(text) ? text : nil
        case .integer, .float: return Double(text) == nil ? nil : text
        case .text where isQuoted, .numeric where isQuoted, .uuid where isQuoted, .date where isQuoted:
            return jsonString(text.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'"))
        case .text, .numeric, .uuid, .date, .time, .timestamp, .timestamptz, .json, .other: return nil
        }
    }
}
