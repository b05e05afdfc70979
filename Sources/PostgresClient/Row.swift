internal import FoundationEssentials

/// One row of a result.
///
/// Columns are read by name. A name that the statement does not yield is a programming error; a value of another type
/// than the one asked for throws 22P02, a null that was not allowed 22004.
package struct Row: Sendable {
    /// The names of the columns, in the order of the statement.
    package let names: [String]
    let values: ArraySlice<String?>

    /// The text of a column by its place, the first being 0; null is nil.
    package subscript(index: Int) -> String? {
        values[values.startIndex + index]
    }

    /// The text of a column; null is nil.
    package subscript(name: String) -> String? {
        guard let index = names.firstIndex(of: name) else {
            preconditionFailure("the result has no column \"\(name)\"; it has \(names)")
        }
        return self[index]
    }

    /// The text of a column that is never null.
    package func text(_ name: String) throws(PostgresError) -> String {
        if let text = self[name] { return text }
        throw PostgresError(
            kind: .server, sqlState: .nullValueNotAllowed,
            message: "column \"\(name)\" is null where a value is expected")
    }

    /// An integer that is never null.
    package func int(_ name: String) throws(PostgresError) -> Int {
        try converted(name, try text(name)) { Int($0) }
    }

    /// An integer; null is nil.
    package func optionalInt(_ name: String) throws(PostgresError) -> Int? {
        guard let text = self[name] else { return nil }
        return try converted(name, text) { Int($0) }
    }

    /// A boolean that is never null.
    package func bool(_ name: String) throws(PostgresError) -> Bool {
        try converted(name, try text(name)) { ["t": true, "f": false][$0] }
    }

    /// A JSON value that is never null.
    package func json<Value: Decodable>(_ name: String, as type: Value.Type) throws(PostgresError) -> Value {
        try converted(name, try text(name)) { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    private func converted<Value>(
        _ name: String, _ text: String, _ convert: (String) -> Value?
    ) throws(PostgresError) -> Value {
        if let value = convert(text) { return value }
        throw PostgresError(
            kind: .server, sqlState: .invalidTextRepresentation,
            message: "column \"\(name)\" holds no \(Value.self): \(text.prefix(40))")
    }
}
