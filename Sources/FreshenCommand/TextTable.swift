internal import Freshen

/// A table below its title; nothing where it has no rows.
func table(_ title: String, _ rows: [[String]]) -> [String] {
    rows.isEmpty ? [] : [title] + table(rows)
}

/// Lines with their cells in columns, two blanks in; a column that is empty in every row is left out.
func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        let cells = zip(row, widths).filter { $0.1 > 0 }.map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        return String(("  " + cells.joined(separator: "  ")).reversed().drop { $0 == " " }.reversed())
    }
}

/// The first lines of a list, two blanks in, and how many more there are.
func firstLines(_ all: [String]) -> [String] {
    let shown = all.prefix(40).map { "  " + $0 }
    let rest = all.count - shown.count
    return shown + (rest > 0 ? ["  … and \(rest) more (--output json lists all)"] : [])
}

/// `1 path`, `2 paths`.
func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}

/// An amount of US dollars with three decimals, such as `0.015`.
func dollars(_ amount: Double) -> String {
    let thousandths = Int((amount * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
}

extension Instant {
    /// RFC 3339 without a fraction of the second.
    var toTheSecond: String { description.prefix { $0 != "." && $0 != "Z" } + "Z" }
}
