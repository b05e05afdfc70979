internal import LedgerSQL

/// A column's value as the JSON text that Directus' API returns for it; never a null of SQL.
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
    case .integer where column.typeName != "bigint", .boolean, .json, .float: plainText(value, column)
    case .integer, .numeric, .uuid, .date, .time, .timestamptz, .timestamp:
        "'\"' || " + plainText(value, column) + " || '\"'"
    case .text, .other: "to_json(" + value + "::text)::text"
    }
}

/// A column's value as a page that gets it from the API writes it into a path: the JSON text without quotes; null for
/// null.
func plainText(_ value: SQL, _ column: Column) -> SQL {
    switch column.type {
    case .timestamptz: "to_char(" + value + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    case .timestamp: "to_char(" + value + ", 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    case .float:
        // JavaScript writes digits where PostgreSQL writes an exponent, and null for NaN and infinity.
        "CASE WHEN " + value + "::text IN ('NaN', 'Infinity', '-Infinity') THEN 'null' WHEN abs((" + value
            + "::text)::numeric) >= 1e-6 AND abs((" + value + "::text)::numeric) < 1e21 THEN trim_scale((" + value
            + "::text)::numeric)::text WHEN " + value + " = 0 THEN '0' ELSE " + value + "::text END"
    case .integer, .numeric, .boolean, .uuid, .date, .time, .json, .text, .other: value + "::text"
    }
}

/// The elements of a column whose values the API returns as lists, as an array of distinct texts without null; nil: its
/// values are no lists.
///
/// Only texts, numbers and booleans count. A text that PostgreSQL cannot hold (`\u0000`) makes the list empty.
func elementsOf(_ value: SQL, _ column: Column, special: Set<String>) -> SQL? {
    let isCSV = special.contains("cast-csv") || special.contains("csv")
    if column.isArray {
        return "ARRAY(SELECT DISTINCT element::text FROM unnest(" + value + ") AS element WHERE element IS NOT NULL)"
    }
    if column.type == .text, isCSV {
        return "ARRAY(SELECT DISTINCT element FROM unnest(string_to_array(" + value + "::text, ',')) AS element)"
    }
    guard column.type == .json || column.type == .text && special.contains("cast-json") else { return nil }
    let list: SQL =
        "(CASE WHEN strpos(" + value + "::text, '\\u0000') = 0 THEN to_jsonb(" + value + "::json) END)"
    // JavaScript reads 2.50 as 2.5.
    return "ARRAY(SELECT DISTINCT CASE jsonb_typeof(element) WHEN 'number' "
        + "THEN trim_scale((element #>> '{}')::numeric)::text ELSE element #>> '{}' END FROM jsonb_array_elements(CASE jsonb_typeof("
        + list
        + ") WHEN 'array' THEN " + list + " ELSE jsonb_build_array(" + list
        + ") END) AS element WHERE jsonb_typeof(element) IN ('string', 'number', 'boolean'))"
}

/// A text with commas as a list of texts; the empty text is the empty list.
private func list(_ value: SQL) -> SQL {
    "CASE WHEN " + value + " IS NULL THEN 'null' WHEN " + value + " = '' THEN '[]' ELSE to_json(string_to_array("
        + value + ", ','))::text END"
}
