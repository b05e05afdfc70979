internal import LedgerSQL

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
    /// The schema of its type's operators where the search path does not have it; nil: they are found by their names.
    var operatorSchema: String?
    /// Whether its collation takes different texts for the same, such as `a` and `A`; nil: it does not.
    var isLoose: Bool?
    /// The name of the type citext where it is of that type, or a domain over it.
    var citext: String?

    /// The type that a literal is cast to.
    ///
    /// It lacks the column's precision, which would round the literal, and is wide enough that a value beyond the
    /// column's range can be compared instead of failing.
    var castName: String {
        switch type {
        case .integer, .numeric: "numeric"
        case .text: citext ?? "text"
        case .timestamptz, .timestamp, .date, .uuid, .boolean: type.rawValue
        case .float, .time, .json, .other: typeName
        }
    }

    /// How the API writes its values in JSON: a change of the type that keeps this and the text keeps the answer.
    var jsonKind: String {
        switch type {
        case _ where isArray: "array"
        case .boolean, .json: type.rawValue
        case .integer where typeName != "bigint": "number"
        case .float: "number"
        case .integer, .numeric, .text, .uuid, .timestamptz, .timestamp, .date, .time, .other: "text"
        }
    }

    /// Whether the text of a value never holds a quote or a comma.
    var isPlain: Bool {
        switch type {
        case .integer, .numeric, .float, .boolean, .uuid, .timestamptz, .timestamp, .date, .time: !isArray
        case .text, .json, .other: false
        }
    }

    /// An operator on its values, such as `=`.
    ///
    /// PostgreSQL finds the operators of an extension by the search path alone. Without them it would compare citext as text,
    /// and ltree not at all.
    func op(_ symbol: String) -> SQL {
        guard let operatorSchema else { return SQL(trusted: symbol) }
        return "OPERATOR(\(name: operatorSchema)." + SQL(trusted: symbol) + ")"
    }

    /// The operator that is written before `(SELECT …)` where a value is among its rows.
    var isAmong: SQL { operatorSchema == nil ? "IN" : op("=") + " ANY" }

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
