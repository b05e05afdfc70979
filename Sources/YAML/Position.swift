/// A place in a text, as an editor shows it.
///
/// Both numbers begin at 1. The column counts characters (Unicode scalars), not bytes, and a tab is one.
package struct Position: Sendable, Hashable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int

    /// Makes the place of this line and column, both from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
