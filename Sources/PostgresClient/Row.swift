/// One row of a result, in text format; null is nil.
package struct Row: Sendable {
    /// The names of the columns, in the order of the statement.
    package let names: [String]
    private let values: ArraySlice<String?>

    init(names: [String], values: ArraySlice<String?>) {
        self.names = names
        self.values = values
    }

    /// The value of a column by its place, the first being 0; a place outside of the row is a programming error.
    package subscript(index: Int) -> String? {
        values[values.startIndex + index]
    }

    /// The value of the first column of that name; a name that the statement does not yield is a programming error.
    package subscript(name: String) -> String? {
        guard let index = names.firstIndex(of: name) else {
            preconditionFailure("the result has no column \"\(name)\"; it has \(names)")
        }
        return self[index]
    }

    /// The value of a column that is never null; 22004 if it is after all.
    package func text(_ index: Int) throws(PostgresError) -> String {
        if let value = self[index] { return value }
        throw PostgresError(
            kind: .server, sqlState: .nullValueNotAllowed,
            message: "column \"\(names[index])\" is null where a value is expected")
    }
}
