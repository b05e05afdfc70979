/// A place in a text, as an editor shows it.
package struct Position: Sendable, Hashable {
    /// Both begin at 1; the column counts characters (Unicode scalars), not bytes, and a tab is one.
    package let line, column: Int
    /// Where an alias repeats the value at this place: the line of the alias; nil: no alias is involved.
    package var aliasLine: Int?
}
