import Freshen
import TestSupport

extension FuzzGrammar {
    static let zones = ["UTC", "Europe/Berlin", "America/St_Johns", "utc", "US/Eastern"]
    static let dates = [
        "item": ["tz", "ts", "da", "parent.ts", "tags.at", "children.tz"], "tags": ["at", "item.tz"],
        "pairs": ["at", "item.da"],
        "days": ["at"], "topics": ["item_topics.item_id.tz"], "hero": ["tag.at"], "blocks": ["item_id.tz"],
    ]
    static let wrongZones = ["Etc/GMT+5", "Mars/Base", "", "a\nb", "'", "UTC+2"]
    static let junk = [
        "nope", "xmin", "ctid", "tableoid", "id ", "a..b", "item:", ":hero", "item:hero", "\"", "'", "\u{1B}[31m", "$1",
        "e\u{301}", "\u{E9}", "count(tags)", "*", "\u{202E}x", "ID", String(repeating: "x", count: 70),
        String(repeating: "parent.", count: 300) + "id", "_eq", "\\",
    ]
    static let literals = [
        "a/", "/", "//", "ä", "%20", "%", "?", "#", "~", "*", " ", "\t", "\n", "\u{1B}", "[slug]", "'", "\"", "\\",
        "$1",
        "\u{202E}", "😀", ".", "..",
    ]
    static let nows = [
        "$NOW", "$NOW(-1 day)", "$NOW(+1 month)", "$NOW(1 year)", "$NOW(-1000 years)", "$NOW(999 years)",
        "$NOW(0 months)",
        "$NOW(-1.5 hours)", "$NOW(2 weeks)", "$NOW(-32000000000000 ms)", "$NOW(1)", "$NOW(1e5 days)", "$NOW(", "$NOW()",
        "$NOW(-.5 min)", "$NOW(1. day)", "$NOW(--1 day)",
    ]
    static func operators(for column: String) -> [FilterOperator] {
        let texts = ["t", "v", "c", "ci", "short", "slug", "title", "name", "collection", "Äb\"c", "key", "path"]
        let all = FilterOperator.allCases
        if texts.contains(column) { return all }
        if ["j", "jb"].contains(column) { return [.null, .nnull] }
        return all.filter { !$0.isTextual && !(["z", "live"].contains(column) && $0.isOrdered) }
    }

    /// Values that fit few columns.
    static let values: [Tree] =
        [
            "x", "a\\", "a\\\\", "\\", "%", "_", "'", "\"", "$1", "é", "e\u{301}", "\0", "a\0b", "a\nb", "\u{1B}",
            "\u{202E}",
            "1", "-1", "+1", " 1 ", "1.5", ".5", "5.", "1e5", "1e300", "1e-300", "1e-400", "1e308", "1e-20000", "1e39",
            "1e-46",
            "99999999999999999999", "0x10", "NaN", "inf", "1_000", "١", "null", "NULL", "true", "false", "t",
            "infinity",
            "2026-01-01", "2026-02-30", "0001-01-01", "9999-12-31", "2026-01-01T00:00:00Z", "2026-01-01T10:",
            "2026-01-01T10:00:",
            "2026-01-01T00:00+16:00", "2026-01-01T00:00+23:59", "2026-01-01T00:00:00.", "2026-01-01 00:00",
            "2026-01-01t00:00z",
            "2026-01-01T00:00:00.1234567890123Z", "2026-01-01T", "2026-01-01Z", "2026-01-01+01:00", "10:00", "25:00",
            "123e4567-e89b-12d3-a456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}", "$CURRENT_USER",
            String(repeating: "9", count: 400), String(repeating: "x", count: 5_000),
        ].map { .text($0) }
        + ["1", "1.5", "null", "~", "true", "", "-0", "1e400", "2026-01-01", ".inf", "0o17"].map { .plain($0) }
        + [.list([]), .map([]), .list([.text("a")])]

    /// Values that fit a column, by its name.
    static let fitting: [String: [String]] = [
        "id": ["1", "2", "123e4567-e89b-12d3-a456-426614174000"], "i": ["1", "99999999999", "1.5", "1e300"],
        "b": ["1", "1e30"],
        "n": ["1.234", "1e10"], "f": ["1", "0.1", "1e39", "1e-46"], "d": ["0.1", "1e308", "1e-320"],
        "z": ["true", "f", "1"],
        "u": ["123e4567-e89b-12d3-a456-426614174000"], "tz": ["2026-01-01", "2026-01-01T00:00:00+02:00", "infinity"],
        "ts": ["2026-01-01T10:00", "2026-01-01 10:00:00"], "da": ["2026-01-01", "-infinity"],
        "ti": ["10:00", "10:00", "25:00"],
        "mood": ["ok", "sad", "ok", "nope"], "ip": ["10.0.0.1", "10.0.0.2", "x"], "p": ["(1,2)"], "x": ["<a/>"],
        "a": ["{1,2}", "x"], "iv": ["1 day", "x"], "by": ["\\x00", "\\x"], "whole": ["1", "-1"],
        "short": ["abc", "abcdef"],
        "m": ["1.50", "x"], "bi": ["101", "2"], "r": ["[1,2)", "x"], "parent": ["1"], "k0": ["1"], "sort": ["1"],
        "at": ["2026-01-01", "2026-01-01T00:00"], "live": ["true", "false"], "item": ["1"], "item_id": ["1"],
        "topics_id": ["2"],
        "one": ["1"], "two": ["1"], "item_topics": ["1"],
    ]
}
