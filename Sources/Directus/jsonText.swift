internal import LedgerSQL

/// A column's value as the JSON text that Directus' API returns for it; never SQL's null.
///
/// Source: `api/src/services/payload.ts` and `packages/utils`, and answers of Directus 11.
func jsonText(_ value: SQL, _ column: Column, special: Set<String>) -> SQL {
    if special.contains("conceal") {
        return "CASE WHEN coalesce(" + value + "::text, '') = '' THEN 'null' ELSE '\"**********\"' END"
    }
    if special.contains("cast-csv") || special.contains("csv"), column.type == .text { return list(value) }
    if special.contains("cast-json"), column.type == .text { return "coalesce(" + value + "::json::text, 'null')" }
    return "coalesce(" + nullable(value, column) + ", 'null')"
}

/// The value as JSON text; SQL's null where the value is null.
private func nullable(_ value: SQL, _ column: Column) -> SQL {
    switch column.type {
    case .integer where column.typeName != "bigint", .boolean: value + "::text"
    case .json: value + "::text"
    case .integer, .numeric, .uuid, .date, .time: "'\"' || " + value + "::text || '\"'"
    case .timestamptz:
        "to_char(" + value + " AT TIME ZONE 'UTC', '\"\\\"\"YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\\\"\"')"
    case .timestamp: "to_char(" + value + ", '\"\\\"\"YYYY-MM-DD\"T\"HH24:MI:SS\"\\\"\"')"
    case .float:
        // JavaScript writes digits where PostgreSQL writes an exponent, and null for NaN and infinity.
        "CASE WHEN " + value + "::text IN ('NaN', 'Infinity', '-Infinity') THEN 'null' WHEN abs(" + value
            + ") >= 1e15 AND abs(" + value + ") < 1e21 THEN (" + value + "::text)::numeric::text ELSE " + value
            + "::text END"
    case .text, .other: "to_json(" + value + "::text)::text"
    }
}

/// A text with commas as a list of texts; the empty text is the empty list.
private func list(_ value: SQL) -> SQL {
    "CASE WHEN " + value + " IS NULL THEN 'null' WHEN " + value + " = '' THEN '[]' ELSE to_json(string_to_array("
        + value + ", ','))::text END"
}
