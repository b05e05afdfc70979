/// A place in a configuration file.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The file's name, as messages show it.
    package let file: String
    /// Counted from 1, the column in characters.
    package let line, column: Int
    /// Where a YAML alias repeats the value at this place: the line of the alias; nil: no alias is involved.
    package let aliasLine: Int?

    package init(file: String, line: Int, column: Int, aliasLine: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.aliasLine = aliasLine
    }

    /// `file:line:column`.
    package var description: String { "\(file):\(line):\(column)" }
}

/// A name or text of the configuration, with its place.
package struct Placed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value itself.
    package let value: Value
    /// Its place.
    package let place: Place

    package init(_ value: Value, at place: Place) {
        self.value = value
        self.place = place
    }
}
