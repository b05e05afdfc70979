internal import Freshen

/// The kinds of column types that comparisons distinguish.
enum ColumnType: String, Sendable, Codable {
    case text, integer, numeric, float, boolean, uuid, timestamptz, timestamp, date, time, json, other

    /// Reads `pg_type.typname` of the base type.
    init(typname: String) {
        switch typname {
        case "text", "varchar", "bpchar", "citext", "name": self = .text
        case "int2", "int4", "int8": self = .integer
        case "numeric": self = .numeric
        case "float4", "float8": self = .float
        case "bool": self = .boolean
        case "uuid": self = .uuid
        case "timestamptz": self = .timestamptz
        case "timestamp": self = .timestamp
        case "date": self = .date
        case "time", "timetz": self = .time
        case "json", "jsonb": self = .json
        default: self = .other
        }
    }

    /// Whether it can be compared with `$NOW`.
    var isTemporal: Bool {
        switch self {
        case .timestamptz, .timestamp, .date: true
        case .text, .integer, .numeric, .float, .boolean, .uuid, .time, .json, .other: false
        }
    }

    /// Directus' own word for it, where that differs; for messages.
    var directusName: String {
        switch self {
        case .timestamptz: "timestamp"
        case .timestamp: "dateTime"
        case .numeric: "decimal"
        case .text, .integer, .float, .boolean, .uuid, .date, .time, .json, .other: rawValue
        }
    }

    /// Whether PostgreSQL would read `text` as a value of this type; true if only PostgreSQL can decide.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .integer, .numeric, .float: looksLikeNumber(text)
        case .boolean: ["true", "false", "t", "f", "1", "0"].contains(text.lowercased())
        case .uuid: looksLikeUUID(text)
        case .timestamptz, .timestamp, .date: looksLikeDate(text)
        case .text, .time, .json, .other: true
        }
    }

    /// Whether `accepts` alone decides which values are valid.
    var needsNoServerCheck: Bool {
        switch self {
        case .text, .boolean, .uuid, .json: true
        case .integer, .numeric, .float, .timestamptz, .timestamp, .date, .time, .other: false
        }
    }
}

/// Spaces around it are allowed, because a list written as `"1, 2"` has them.
private func looksLikeNumber(_ text: String) -> Bool {
    let number = text.split(separator: " ", omittingEmptySubsequences: true)
    return number.count == 1 && number[0].allSatisfy { "0123456789+-.eE".contains($0) }
        && Double(number[0])?.isFinite == true
}

private func looksLikeUUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
        && groups.joined().utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
}

private func looksLikeDate(_ text: String) -> Bool {
    if ["infinity", "-infinity"].contains(text) { return true }
    let day = String(text.prefix(10))
    let rest = text.dropFirst(10)
    guard Instant(rfc3339: day + "T00:00Z") != nil else { return false }
    return rest.isEmpty || [rest, rest + "Z", rest + "00Z"].contains { Instant(rfc3339: day + $0) != nil }
}
