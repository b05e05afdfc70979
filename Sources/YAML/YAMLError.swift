/// Why a text was refused, and where.
package struct YAMLError: Error, Sendable {
    /// Where the mistake is; at the end of the text it can be one past the last character.
    package let position: Position
    /// One line: what is wrong and what to do about it, without the position.
    package let message: String
}
