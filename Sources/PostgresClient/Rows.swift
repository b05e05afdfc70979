/// Everything that a statement yields, copied out of libpq.
package struct Rows: Sendable, RandomAccessCollection {
    /// The names of the columns, in the order of the statement; empty for a statement that yields no rows.
    package let names: [String]
    /// The number of rows.
    package let count: Int
    let values: [String?]

    /// The place of the first row.
    package var startIndex: Int { 0 }
    /// One more than the place of the last row.
    package var endIndex: Int { count }

    /// The row at a place, the first being 0.
    package subscript(position: Int) -> Row {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return Row(names: names, values: values[(position * names.count)..<((position + 1) * names.count)])
    }
}
